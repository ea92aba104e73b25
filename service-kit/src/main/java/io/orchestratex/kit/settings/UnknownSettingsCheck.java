package io.orchestratex.kit.settings;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationReader;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.annotation.PostConstruct;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Stops the start when a key under {@code orchestratex.} belongs to no settings record: a misspelt
 * key is otherwise silently ignored. Environment variables cannot tell dots from dashes, so both
 * are left out of the comparison.
 */
@Context
final class UnknownSettingsCheck {

  private static final String ROOT = "orchestratex.";

  private final ApplicationContext context;

  UnknownSettingsCheck(ApplicationContext context) {
    this.context = context;
  }

  @PostConstruct
  void check() {
    Set<String> known = knownKeys();
    Set<String> knownSqueezed =
        known.stream().map(UnknownSettingsCheck::squeezed).collect(Collectors.toSet());
    Set<String> unknown =
        context.getEnvironment().getPropertySources().stream()
            .flatMap(UnknownSettingsCheck::keys)
            .filter(key -> key.startsWith(ROOT))
            .filter(key -> knownSqueezed.stream().noneMatch(matches(squeezed(key))))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!unknown.isEmpty()) {
      throw new IllegalStateException(
          "Unknown setting "
              + String.join(", ", unknown)
              + ". Known are "
              + String.join(", ", new TreeSet<>(known))
              + ".");
    }
  }

  /** In a known key a {@code *} stands for anything: the name of one of several, or a map's key. */
  private static Predicate<String> matches(String key) {
    return known ->
        Pattern.matches(
            Arrays.stream(known.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")),
            key);
  }

  private Set<String> knownKeys() {
    return context
        .getBeanDefinitions(Object.class, Qualifiers.byStereotype(ConfigurationReader.class))
        .stream()
        .flatMap(UnknownSettingsCheck::keysOf)
        .filter(key -> key.startsWith(ROOT))
        .collect(Collectors.toSet());
  }

  private static Stream<String> keysOf(BeanDefinition<?> definition) {
    return Arrays.stream(definition.getConstructor().getArguments())
        .map(UnknownSettingsCheck::keyOf)
        .filter(Objects::nonNull);
  }

  @SuppressWarnings("NullAway") // Absent names are filtered out by the caller.
  private static String keyOf(Argument<?> argument) {
    String name = argument.getAnnotationMetadata().stringValue(Property.class, "name").orElse(null);
    boolean open =
        java.util.Map.class.isAssignableFrom(argument.getType())
            || java.util.Collection.class.isAssignableFrom(argument.getType());
    return name != null && open ? name + "*" : name;
  }

  private static Stream<String> keys(PropertySource source) {
    Stream<String> keys = StreamSupport.stream(source.spliterator(), false);
    return source.getConvention() == PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE
        ? keys.map(key -> key.toLowerCase(Locale.ENGLISH).replace('_', '.'))
        : keys.map(NameUtils::hyphenate);
  }

  private static String squeezed(String key) {
    return key.replaceAll("[-._]", "");
  }
}
