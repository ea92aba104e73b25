package io.orchestratex.kit.paging;

import io.orchestratex.kit.failure.FailureException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From when (included) until when (not included) a list reaches; null is without a bound. In a
 * query, a time is {@code 2026-11-27T10:00:00Z}, with another offset, {@code now}, or a span back
 * from now such as {@code -15m}, {@code -24h} or {@code -7d}.
 */
public record TimeRange(@Nullable Instant from, @Nullable Instant to) {

  /** Where a stored time can still be compared: beyond it, stores overflow. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Pattern SPAN = Pattern.compile("-([0-9]{1,7})([smhd])");

  /** All times. */
  public static final TimeRange ALL = new TimeRange(null, null);

  /**
   * Reads {@code ?from=} and {@code ?to=}.
   *
   * @throws FailureException Invalid at the parameter that is no time, or when the range is empty
   */
  public static TimeRange read(@Nullable String from, @Nullable String to, Instant now) {
    TimeRange range = new TimeRange(time("from", from, now), time("to", to, now));
    if (range.from() != null && range.to() != null && !range.from().isBefore(range.to())) {
      throw FailureException.invalid("filter.range-empty", "?from", "must be before to");
    }
    return range;
  }

  /** Whether an instant lies in it. */
  public boolean holds(Instant instant) {
    return (from == null || !instant.isBefore(from)) && (to == null || instant.isBefore(to));
  }

  private static @Nullable Instant time(String name, @Nullable String text, Instant now) {
    if (text == null) {
      return null;
    }
    Matcher span = SPAN.matcher(text);
    if (text.equals("now")) {
      return now;
    }
    if (span.matches()) {
      return now.minus(unit(span.group(2)).multipliedBy(Long.parseLong(span.group(1))));
    }
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // Refused below, together with what is out of range.
    }
    throw FailureException.invalid(
        "filter.time-invalid",
        "?" + name,
        "must be a time such as 2026-11-27T10:00:00Z, now, or a span back such as -24h");
  }

  private static Duration unit(String letter) {
    return switch (letter) {
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }
}
