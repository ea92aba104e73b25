package io.orchestratex.gateway.console.metrics;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A window of time that is drawn, in whole steps.
 *
 * @param range its name; {@code custom} where begin and end were given
 * @param from begin of the first step
 * @param to end of the last step, exclusive
 * @param problem what is wrong with the begin or end that was given; null for nothing
 */
record Window(String range, Instant from, Instant to, Duration step, @Nullable String problem) {

  static final String CUSTOM = "custom";
  static final String DEFAULT = "1h";

  private static final Map<String, Duration> RANGES = new LinkedHashMap<>();
  private static final List<Integer> STEPS =
      List.of(
          15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
          604_800);
  private static final int MOST_STEPS = 300;
  private static final Duration LONGEST = Duration.ofDays(3_650);

  static {
    RANGES.put("15m", Duration.ofMinutes(15));
    RANGES.put("1h", Duration.ofHours(1));
    RANGES.put("6h", Duration.ofHours(6));
    RANGES.put("24h", Duration.ofHours(24));
    RANGES.put("7d", Duration.ofDays(7));
    RANGES.put("30d", Duration.ofDays(30));
  }

  static List<String> ranges() {
    return List.copyOf(RANGES.keySet());
  }

  /** A range up to now; the default one where the name is not known. */
  static Window of(@Nullable String range, Instant now) {
    String known = range != null && RANGES.containsKey(range) ? range : DEFAULT;
    Duration length = RANGES.getOrDefault(known, Duration.ofHours(1));
    return whole(known, now.minus(length), now, null);
  }

  /** A window whose begin, and perhaps end, a person typed, in their zone where they name none. */
  static Window of(String from, @Nullable String to, ZoneId zone, Instant now) {
    Instant begin = read(from, zone);
    Instant end = to == null ? now : read(to, zone);
    if (begin == null || end == null) {
      return broken(
          now,
          (begin == null ? from : to)
              + " is no time; write it like 2026-11-27T10:30 or 2026-11-27T10:30:00Z.");
    }
    if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(LONGEST) > 0) {
      return broken(now, "The begin must be before the end, by ten years at most.");
    }
    return whole(CUSTOM, begin, end, null);
  }

  /** How far the window before this one lies. */
  Duration length() {
    return Duration.between(from, to);
  }

  boolean isCustom() {
    return range.equals(CUSTOM);
  }

  private static Window broken(Instant now, String problem) {
    Window window = of(DEFAULT, now);
    return new Window(CUSTOM, window.from(), window.to(), window.step(), problem);
  }

  private static Window whole(String range, Instant from, Instant to, @Nullable String problem) {
    long length = Math.max(1, Duration.between(from, to).toSeconds());
    long step =
        STEPS.stream()
            .mapToLong(Integer::longValue)
            .filter(each -> length / each <= MOST_STEPS)
            .findFirst()
            .orElse(Math.ceilDiv(length, MOST_STEPS));
    long begin = Math.floorDiv(from.getEpochSecond(), step) * step;
    long end = Math.ceilDiv(to.getEpochSecond() + 1, step) * step;
    return new Window(
        range,
        Instant.ofEpochSecond(begin),
        Instant.ofEpochSecond(end),
        Duration.ofSeconds(step),
        problem);
  }

  private static @Nullable Instant read(String text, ZoneId zone) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      try {
        return LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant();
      } catch (DateTimeException again) {
        return null;
      }
    }
  }
}
