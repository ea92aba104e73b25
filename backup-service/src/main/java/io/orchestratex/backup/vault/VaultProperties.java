package io.orchestratex.backup.vault;

import io.orchestratex.kit.settings.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings of one vault, by their keys in kebab case. Errors name the whole setting. */
public final class VaultProperties {

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._/-]{0,300}");

  private final String name;
  private final String prefix;
  private final Map<String, String> values;
  private final Set<String> known = new TreeSet<>(Set.of("type"));

  /**
   * @param name of the vault
   * @param prefix that the settings have in common, with its dot
   */
  public VaultProperties(String name, String prefix, Map<String, String> values) {
    this.name = name;
    this.prefix = prefix;
    this.values = Map.copyOf(values);
  }

  /** The vault that is to be made. */
  public String vault() {
    return name;
  }

  /** A text that may be left out. */
  public @Nullable String find(String key) {
    known.add(key);
    String value = values.get(key);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** A text with a default. */
  public String text(String key, String fallback) {
    String value = find(key);
    return value == null ? fallback : value;
  }

  /** A text that must be set. */
  public String text(String key) {
    String value = find(key);
    if (value == null) {
      throw new IllegalArgumentException(prefix + key + " is missing: vault " + name + " needs it");
    }
    return value;
  }

  /** A value that must not be shown; it may be left out. */
  public @Nullable Secret secret(String key) {
    String value = find(key);
    return value == null ? null : new Secret(value);
  }

  /** Yes or no. */
  public boolean flag(String key, boolean fallback) {
    String value = find(key);
    if (value == null) {
      return fallback;
    }
    if (!value.equals("true") && !value.equals("false")) {
      throw bad(key, "is not true or false: " + value);
    }
    return value.equals("true");
  }

  /** A whole number within bounds, both of them included. */
  public int number(String key, int fallback, int min, int max) {
    String value = find(key);
    if (value == null) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw bad(key, "must be a whole number from " + min + " to " + max + ", not " + value);
  }

  /** A number of bytes, not negative, such as {@code 1000000}, {@code 10MB} or {@code 64MiB}. */
  public long bytes(String key, long fallback) {
    return bytes(key, fallback, 0, Long.MAX_VALUE);
  }

  /** A number of bytes within bounds, both of them included. */
  public long bytes(String key, long fallback, long min, long max) {
    String value = find(key);
    if (value == null) {
      return fallback;
    }
    OptionalLong bytes = ByteSize.parse(value);
    if (bytes.isEmpty()) {
      throw bad(key, "is not a number of bytes, such as 1000000, 10MB or 64MiB: " + value);
    }
    if (bytes.getAsLong() < min || bytes.getAsLong() > max) {
      throw bad(key, "must be from %d to %d bytes, not %s".formatted(min, max, value));
    }
    return bytes.getAsLong();
  }

  /** A text of a form. */
  public String matching(String key, String value, Pattern pattern, String what) {
    if (!pattern.matcher(value).matches()) {
      throw bad(key, "is not " + what + ": " + value);
    }
    return value;
  }

  /** What each key of a vault begins with in its store: empty, or ends with a slash. */
  public String prefix() {
    String text =
        matching(
                "prefix",
                text("prefix", ""),
                PREFIX,
                "a prefix: letters, digits, dots, dashes, underscores and slashes")
            .replaceAll("^/+|/+$", "");
    return text.isEmpty() ? "" : text + "/";
  }

  /** The address of a store; it may be left out. */
  public @Nullable URI address(String key) {
    String text = find(key);
    if (text == null) {
      return null;
    }
    try {
      URI address = new URI(text);
      if (Set.of("http", "https").contains(String.valueOf(address.getScheme()))
          && address.getHost() != null
          && address.getUserInfo() == null) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Said below, without the text: it may hold a password.
    }
    throw bad(key, "is not a valid address; expected https://host or http://host:port");
  }

  /** The whole name of a setting. */
  public String setting(String key) {
    return prefix + key;
  }

  /**
   * A fault of a setting, to be thrown.
   *
   * @param problem what is wrong; it follows the setting's name
   */
  public IllegalArgumentException bad(String key, String problem) {
    return new IllegalArgumentException(prefix + key + " " + problem);
  }

  /** Refuses the settings that were not asked for. */
  void requireNoOther() {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "Unknown setting "
              + prefix
              + unknown.iterator().next()
              + ". A vault of this type knows "
              + String.join(", ", known)
              + ".");
    }
  }
}
