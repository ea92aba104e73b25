package io.orchestratex.backup.vault;

import java.util.regex.Pattern;

/**
 * Keys of a vault: {@code folder/name}, of letters, digits, dashes and underscores, and dots in the
 * name, at most {@value #MAX_LENGTH} characters. Any file system and any object store can hold
 * them.
 */
public final class Keys {

  public static final int MAX_LENGTH = 210;

  private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private Keys() {}

  /**
   * Makes a key of its two parts.
   *
   * @throws IllegalArgumentException when the result is not a valid key
   */
  public static String of(String folder, String name) {
    return require(folder + "/" + name);
  }

  /**
   * Returns the key.
   *
   * @throws IllegalArgumentException when it is not a valid key
   */
  public static String require(String key) {
    if (!isKey(key)) {
      throw new IllegalArgumentException("not a key of a vault: " + key);
    }
    return key;
  }

  /** Whether a text is a key. */
  public static boolean isKey(String text) {
    int slash = text.indexOf('/');
    return slash > 0
        && text.length() <= MAX_LENGTH
        && FOLDER.matcher(text.substring(0, slash)).matches()
        && NAME.matcher(text.substring(slash + 1)).matches();
  }

  public static String folder(String key) {
    return key.substring(0, key.indexOf('/'));
  }

  public static String name(String key) {
    return key.substring(key.indexOf('/') + 1);
  }
}
