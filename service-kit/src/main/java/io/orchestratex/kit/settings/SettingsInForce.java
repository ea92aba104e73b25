package io.orchestratex.kit.settings;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationReader;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.Environment;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings that are in force, and where each comes from: those of the settings records, and the
 * addresses and accounts of the engines. A secret is never among the values. Thread-safe.
 */
@Singleton
public final class SettingsInForce {

  private static final String ROOT = "orchestratex.";
  private static final String HIDDEN = "***";
  private static final String DEFAULT = "default";

  /** What a service has beside its own records, when it has it. */
  private static final List<String> OTHERS =
      List.of(
          "datasources.default.password",
          "datasources.default.url",
          "datasources.default.username",
          "kafka.bootstrap.servers",
          "kafka.security.protocol",
          "micronaut.application.name",
          "micronaut.server.host",
          "micronaut.server.port",
          "mongodb.uri",
          "redis.uri");

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          ".*(password|secret|token|credentials?|(api|secret|access|account)[-.]?key|jaas)");
  private static final Pattern ACCOUNT = Pattern.compile("://[^/@\\s]*@");
  private static final Pattern SECRET_PARAMETER =
      Pattern.compile("(?i)((?:password|secret|token|sslpassword)=)[^&;\\s]*");

  private final ApplicationContext context;

  SettingsInForce(ApplicationContext context) {
    this.context = context;
  }

  /**
   * Settings that belong together.
   *
   * @param name what their keys begin with, such as {@code orchestratex.backup.job}
   * @param settings by key
   */
  public record Group(String name, List<Setting> settings) {
    public Group {
      settings = List.copyOf(settings);
    }
  }

  /**
   * A setting.
   *
   * @param key its whole key
   * @param value {@code ***} where it is a secret that is set; left out where nothing is set
   * @param origin {@code default}, {@code environment}, {@code file} or {@code program} (what
   *     started the service set it)
   */
  public record Setting(String key, @Nullable String value, String origin) {}

  /** What a settings record says of a key; {@code *} in it stands for a name. */
  private record Known(String key, @Nullable String defaultValue, boolean secret) {

    boolean isOpen() {
      return key.indexOf('*') >= 0;
    }

    boolean matches(String other) {
      String squeezed = SettingOrigins.squeezed(key);
      String expression = Pattern.quote(squeezed).replace("*", "\\E.+\\Q");
      return Pattern.matches(expression, SettingOrigins.squeezed(other));
    }
  }

  /** All groups by name. */
  public List<Group> groups() {
    Environment environment = context.getEnvironment();
    SettingOrigins origins = new SettingOrigins(environment);
    Map<String, Setting> byKey = new TreeMap<>();
    List<Known> known = known();
    for (Known each : known) {
      if (!each.isOpen()) {
        byKey.put(each.key(), setting(environment, origins, each));
      }
    }
    for (String key : origins.keysUnder(ROOT)) {
      known.stream()
          .filter(Known::isOpen)
          .filter(each -> each.matches(key))
          .findFirst()
          .ifPresent(open ->
              byKey.put(key, setting(environment, origins, new Known(key, null, open.secret()))));
    }
    for (String key : OTHERS) {
      if (environment.containsProperty(key)) {
        byKey.put(key, setting(environment, origins, new Known(key, null, false)));
      }
    }
    Map<String, List<Setting>> groups = new TreeMap<>();
    byKey
        .values()
        .forEach(setting ->
            groups.computeIfAbsent(groupOf(setting.key()), _ -> new ArrayList<>()).add(setting));
    return groups.entrySet().stream()
        .map(group -> new Group(group.getKey(), group.getValue()))
        .toList();
  }

  private static String groupOf(String key) {
    return key.substring(0, key.lastIndexOf('.'));
  }

  private static Setting setting(Environment environment, SettingOrigins origins, Known known) {
    Optional<String> set = environment.getProperty(known.key(), String.class);
    String origin = set.isPresent() ? origins.of(known.key()) : DEFAULT;
    String value = set.orElse(known.defaultValue());
    return new Setting(known.key(), value == null ? null : shown(known, value), origin);
  }

  private static String shown(Known known, String value) {
    if (value.isEmpty()) {
      return value;
    }
    if (known.secret() || SECRET_NAME.matcher(known.key()).matches()) {
      return HIDDEN;
    }
    String withoutAccount = ACCOUNT.matcher(value).replaceAll("://" + HIDDEN + "@");
    return SECRET_PARAMETER.matcher(withoutAccount).replaceAll("$1" + HIDDEN);
  }

  private List<Known> known() {
    return context
        .getBeanDefinitions(Object.class, Qualifiers.byStereotype(ConfigurationReader.class))
        .stream()
        .flatMap(definition -> List.of(definition.getConstructor().getArguments()).stream())
        .flatMap(argument -> known(argument).stream())
        .toList();
  }

  private static Optional<Known> known(Argument<?> argument) {
    return argument
        .getAnnotationMetadata()
        .stringValue(Property.class, "name")
        .filter(name -> name.startsWith(ROOT))
        .map(name ->
            new Known(
                Map.class.isAssignableFrom(argument.getType()) ? name + ".*" : name,
                argument
                    .getAnnotationMetadata()
                    .stringValue(Bindable.class, "defaultValue")
                    .orElse(null),
                isSecret(argument)));
  }

  private static boolean isSecret(Argument<?> argument) {
    return argument.getType() == Secret.class
        || ((Collection.class.isAssignableFrom(argument.getType())
                || Map.class.isAssignableFrom(argument.getType()))
            && List.of(argument.getTypeParameters()).stream()
                .anyMatch(each -> each.getType() == Secret.class));
  }
}
