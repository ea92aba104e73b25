package io.orchestratex.session.usage;

import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.TimeRange;
import io.orchestratex.session.usage.UsageQuery.GroupBy;
import io.orchestratex.session.usage.UsageQuery.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Completes a query for use, and refuses what would read too much. */
final class UsageRules {

  private static final Duration LONGEST_BY_HOUR = Duration.ofDays(31);
  private static final Duration LONGEST_BY_DAY = Duration.ofDays(400);

  /** What both Java and MongoDB know as an offset. */
  private static final Pattern OFFSET = Pattern.compile("[+-](0[0-9]|1[0-7]):[0-5][0-9]");

  private UsageRules() {}

  /**
   * Without a start, the day of the end in its zone; without an end, until now.
   *
   * @throws FailureException Invalid at the parameter that is too long or not known
   */
  static UsageQuery query(
      TimeRange range,
      Interval interval,
      @Nullable String zoneName,
      @Nullable GroupBy groupBy,
      @Nullable String userId,
      Instant now) {
    ZoneId zone = zone(zoneName);
    Instant to = Objects.requireNonNullElse(range.to(), now);
    Instant from =
        range.from() == null
            ? to.minusNanos(1).atZone(zone).truncatedTo(ChronoUnit.DAYS).toInstant()
            : range.from();
    if (!from.isBefore(to)) {
      throw FailureException.invalid("filter.range-empty", "?from", "must be before to");
    }
    Duration longest = interval == Interval.HOUR ? LONGEST_BY_HOUR : LONGEST_BY_DAY;
    if (Duration.between(from, to).compareTo(longest) > 0) {
      throw FailureException.invalid(
          "usage.range-too-long",
          "?from",
          "must be at most %d days before to, by %s"
              .formatted(longest.toDays(), interval == Interval.HOUR ? "hour" : "day"));
    }
    return new UsageQuery(from, to, interval, zone.getId(), groupBy, userId);
  }

  private static ZoneId zone(@Nullable String name) {
    if (name == null) {
      return ZoneId.of("UTC");
    }
    boolean known =
        (ZoneId.getAvailableZoneIds().contains(name) && !name.startsWith("SystemV/"))
            || OFFSET.matcher(name).matches();
    if (!known) {
      throw FailureException.invalid(
          "usage.zone-unknown", "?zone", "must be a time zone such as Europe/Berlin or +02:00");
    }
    return ZoneId.of(name);
  }
}
