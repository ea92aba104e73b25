package io.orchestratex.monitor.sample;

import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a range query's parameters; each mistake is named, and all at once. */
final class RangeRules {

  static final String INVALID = "metric.query-invalid";

  /** Steps of one answer, as many as Prometheus allows. */
  static final int MAX_STEPS = 11_000;

  /** Series of one answer. */
  static final int MAX_SERIES = 500;

  /** Points of one answer. */
  static final int MAX_POINTS = 250_000;

  private static final int DEFAULT_STEPS = 250;
  private static final Duration DEFAULT_WINDOW = Duration.ofHours(1);
  private static final Duration LONGEST_WINDOW = Duration.ofDays(3_660);
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w)?");

  private RangeRules() {}

  /** The query that these parameters ask for. */
  static RangeQuery query(
      @Nullable String name,
      @Nullable String target,
      List<String> labels,
      @Nullable String from,
      @Nullable String to,
      @Nullable String step,
      @Nullable String aggregation,
      Instant now) {
    List<FieldError> errors = new ArrayList<>();
    SeriesSelector selector = selector(name, target, labels, errors);
    if (name == null) {
      errors.add(new FieldError("?name", "is missing: the name of the series"));
    }
    Instant end = instant("?to", to, now, now, errors);
    Instant begin = instant("?from", from, end.minus(DEFAULT_WINDOW), now, errors);
    Aggregation how = aggregation(aggregation, errors);
    Duration asked = Duration.between(begin, end);
    boolean fits =
        asked.toSeconds() >= 0 && !asked.isZero() && asked.compareTo(LONGEST_WINDOW) <= 0;
    if (!fits || begin.isBefore(Instant.EPOCH) || end.isAfter(LAST)) {
      errors.add(
          new FieldError(
              "?from", "must be before ?to, by ten years at most, from 1970 to the year 9999"));
      asked = DEFAULT_WINDOW;
    }
    long window = Math.max(1, asked.toMillis());
    long stepMillis =
        step == null
            ? Math.max(1_000, Math.ceilDiv(window, DEFAULT_STEPS * 1_000L) * 1_000)
            : stepMillis(step, errors);
    if (errors.isEmpty() && Math.ceilDiv(window, stepMillis) > MAX_STEPS) {
      errors.add(
          new FieldError(
              "?step",
              "makes more than " + MAX_STEPS + " points; take a longer step or less time"));
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid(INVALID, errors);
    }
    long aligned = Math.floorDiv(begin.toEpochMilli(), stepMillis) * stepMillis;
    return new RangeQuery(selector, Instant.ofEpochMilli(aligned), end, stepMillis, how);
  }

  /** A selector; {@code labels} are {@code label:value}. */
  static SeriesSelector selector(
      @Nullable String name,
      @Nullable String target,
      List<String> labels,
      List<FieldError> errors) {
    if (name != null && !SampleRules.isName(name)) {
      errors.add(new FieldError("?name", "is not a metric's name: letters, digits, _ and :"));
    }
    Map<String, String> wanted = new HashMap<>();
    for (String label : labels) {
      int colon = label.indexOf(':');
      if (colon < 1 || !SampleRules.isLabel(label.substring(0, colon))) {
        errors.add(new FieldError("?label", "must be label:value, for example database:alert"));
      } else if (wanted.put(label.substring(0, colon), label.substring(colon + 1)) != null) {
        errors.add(new FieldError("?label", "names one label twice"));
      }
    }
    if (labels.stream().anyMatch(label -> label.indexOf('\0') >= 0)) {
      errors.add(new FieldError("?label", "must not hold the character NUL"));
    }
    if (target != null && target.indexOf('\0') >= 0) {
      errors.add(new FieldError("?target", "must not hold the character NUL"));
    }
    return new SeriesSelector(name, target, wanted);
  }

  private static Instant instant(
      String pointer,
      @Nullable String text,
      Instant otherwise,
      Instant now,
      List<FieldError> errors) {
    if (text == null) {
      return otherwise;
    }
    if (text.equals("now")) {
      return now;
    }
    try {
      if (text.startsWith("-")) {
        Duration back = duration(text.substring(1));
        if (back != null) {
          return now.minus(back);
        }
      } else {
        // A + of an offset arrives as a blank when the caller did not escape it.
        return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      }
    } catch (DateTimeException | ArithmeticException e) {
      // Reported below, with what is valid.
    }
    errors.add(
        new FieldError(
            pointer, "must be an instant (2026-11-21T09:00:00Z), -15m, -1h, -7d or now"));
    return otherwise;
  }

  private static long stepMillis(String text, List<FieldError> errors) {
    Duration step = duration(text);
    if (step == null || step.toMillis() < 1_000) {
      errors.add(new FieldError("?step", "must be at least 1s: seconds, or 30s, 5m, 1h"));
      return 1_000;
    }
    return step.toMillis();
  }

  private static Aggregation aggregation(@Nullable String text, List<FieldError> errors) {
    if (text == null) {
      return Aggregation.AVG;
    }
    try {
      return Aggregation.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      String known =
          Arrays.stream(Aggregation.values())
              .map(a -> a.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
      errors.add(new FieldError("?aggregation", "must be one of " + known));
      return Aggregation.AVG;
    }
  }

  private static @Nullable Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long amount = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    return switch (unit == null ? "s" : unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      case "w" -> Duration.ofDays(7 * amount);
      default -> Duration.ofSeconds(amount);
    };
  }
}
