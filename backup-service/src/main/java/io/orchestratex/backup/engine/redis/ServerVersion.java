package io.orchestratex.backup.engine.redis;

import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's version, and what it means for what it can read.
 *
 * @param valkey whether it is Valkey's, not Redis's
 */
record ServerVersion(boolean valkey, int major, int minor) implements Comparable<ServerVersion> {

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");
  private static final int FOREIGN_SINCE = 12;
  private static final int VALKEY_9 = 80;

  /** The first version in a text; 0.0 when there is none. */
  static ServerVersion in(String text) {
    Matcher matcher = VERSION.matcher(text);
    boolean valkey = text.toLowerCase(Locale.ROOT).contains("valkey");
    return matcher.find()
        ? new ServerVersion(
            valkey, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : new ServerVersion(valkey, 0, 0);
  }

  /** Whether it reads RDB files of a version. Each Redis reads its own and those before. */
  boolean reads(int rdb) {
    if (valkey && major >= 9) {
      return rdb <= VALKEY_9 && (rdb < FOREIGN_SINCE || rdb >= VALKEY_9);
    }
    return rdb <= newest();
  }

  private int newest() {
    if (valkey || major < 7) {
      return major < 7 ? 9 : 11;
    }
    if (major > 7) {
      return VALKEY_9 - 1; // What a newer Redis reads it will say itself.
    }
    return minor < 2 ? 10 : minor < 4 ? 11 : 12;
  }

  @Override
  public int compareTo(ServerVersion other) {
    return Comparator.comparingInt(ServerVersion::major)
        .thenComparingInt(ServerVersion::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return (valkey ? "Valkey " : "Redis ") + major + "." + minor;
  }
}
