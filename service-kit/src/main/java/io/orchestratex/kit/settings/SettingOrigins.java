package io.orchestratex.kit.settings;

import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.micronaut.core.naming.NameUtils;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the values of settings come from. Keys are compared without dots and dashes. */
final class SettingOrigins {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");
  private static final Set<String> DEFAULTS = Set.of("kit-defaults", "application");

  private final List<PropertySource> sources;
  private final Environment environment;

  SettingOrigins(Environment environment) {
    this.environment = environment;
    this.sources =
        environment.getPropertySources().stream()
            .sorted(Comparator.comparingInt(PropertySource::getOrder).reversed())
            .toList();
  }

  static String squeezed(String key) {
    return key.replaceAll("[-._]", "").toLowerCase(Locale.ROOT);
  }

  /** The keys that are set, each in one form only. */
  Set<String> keysUnder(String root) {
    TreeMap<String, String> bySqueezed = new TreeMap<>();
    for (PropertySource source : sources) {
      for (String key : source) {
        String named = named(source, key);
        if (named.startsWith(root)) {
          bySqueezed.putIfAbsent(squeezed(named), named);
        }
      }
    }
    return new TreeSet<>(bySqueezed.values());
  }

  /** Of a key that is set. */
  String of(String key) {
    String wanted = squeezed(key);
    for (PropertySource source : sources) {
      for (String each : source) {
        if (squeezed(each).equals(wanted)) {
          return origin(source, source.get(each));
        }
      }
    }
    return "default";
  }

  private String origin(PropertySource source, Object value) {
    if (source.getConvention() == PropertyConvention.ENVIRONMENT_VARIABLE) {
      return "environment";
    }
    String name = source.getName();
    if (!DEFAULTS.contains(name)) {
      return name.endsWith(".yml") || name.endsWith(".yaml") || name.contains("/")
          ? "file"
          : "program";
    }
    // The services' own files take some values from variables.
    Matcher placeholder = PLACEHOLDER.matcher(String.valueOf(value));
    while (placeholder.find()) {
      if (environment.containsProperty(placeholder.group(1))) {
        return "environment";
      }
    }
    return "default";
  }

  private static String named(PropertySource source, String key) {
    return source.getConvention() == PropertyConvention.ENVIRONMENT_VARIABLE
        ? key.toLowerCase(Locale.ENGLISH).replace('_', '.')
        : NameUtils.hyphenate(key);
  }
}
