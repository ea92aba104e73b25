package io.orchestratex.gateway.console.frame;

import io.orchestratex.gateway.console.frame.Preferences.TimeFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and durations as people read them. */
public final class Times {

  private static final DateTimeFormatter WHOLE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private Times() {}

  /** A time in the form that the person chose. */
  public static String text(Instant at, Instant now, Preferences preferences) {
    return switch (preferences.time()) {
      case RELATIVE -> relative(at, now);
      case LOCAL -> WHOLE.format(at.atZone(preferences.zone()));
      case UTC -> utc(at);
    };
  }

  /** A time in full, with its zone. */
  public static String utc(Instant at) {
    return WHOLE.format(at.atZone(ZoneOffset.UTC)) + " UTC";
  }

  static String clock(Instant at, Preferences preferences) {
    boolean utc = preferences.time() == TimeFormat.UTC;
    ZoneId zone = utc ? ZoneOffset.UTC : preferences.zone();
    return CLOCK.format(at.atZone(zone)) + (zone.equals(ZoneOffset.UTC) ? " UTC" : "");
  }

  /** How long ago, or in how long; {@code console.js} says it in the same words. */
  static String relative(Instant at, Instant now) {
    Duration apart = Duration.between(at, now);
    if (apart.abs().toSeconds() < 2) {
      return "now";
    }
    String length = coarse(apart.abs());
    return apart.isNegative() ? "in " + length : length + " ago";
  }

  private static String coarse(Duration length) {
    long seconds = length.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
  }

  /** How long something took. */
  public static String length(Duration length) {
    long millis = length.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    return millis < 3_600_000
        ? length.toMinutes() + " min " + length.toSecondsPart() + " s"
        : length.toHours() + " h " + length.toMinutesPart() + " min";
  }

  /** A number of bytes as people read it: 13.7 KiB. */
  public static String bytes(long bytes) {
    if (bytes < 1_024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1_024 && unit < 4) {
      value /= 1_024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %siB", value, "KMGTP".charAt(unit));
  }
}
