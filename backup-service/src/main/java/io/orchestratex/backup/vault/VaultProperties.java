package io.orchestratex.backup.vault;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The settings of one vault, by their keys in kebab case. Errors name the whole setting. */
public final class VaultProperties {

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

  /** A number of bytes, not negative. */
  public long bytes(String key, long fallback) {
    String value = find(key);
    if (value == null) {
      return fallback;
    }
    try {
      long bytes = Long.parseLong(value);
      if (bytes >= 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(prefix + key + " is not a number of bytes: " + value, e);
    }
    throw new IllegalArgumentException(prefix + key + " must not be negative");
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
