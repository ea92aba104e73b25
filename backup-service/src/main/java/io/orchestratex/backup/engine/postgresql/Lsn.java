package io.orchestratex.backup.engine.postgresql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Positions of a write-ahead log as PostgreSQL writes them: two numbers of 32 bits, in hex. */
final class Lsn {

  private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");
  private static final int HALF = 32;
  private static final long LOW = 0xFFFF_FFFFL;

  private Lsn() {}

  static String text(long position) {
    return "%X/%X".formatted(position >>> HALF, position & LOW);
  }

  static long of(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is no position of a write-ahead log; expected two hexadecimal numbers, such as 16/B374D848");
    }
    return Long.parseLong(matcher.group(1), 16) << HALF | Long.parseLong(matcher.group(2), 16);
  }

  /** The name of the file that a position lies in. */
  static String segment(long timeline, long position, long segmentBytes) {
    long number = position / segmentBytes;
    long perHigh = (LOW + 1) / segmentBytes;
    return "%08X%08X%08X".formatted(timeline, number / perHigh, number % perHigh);
  }
}
