package io.orchestratex.backup.policy;

import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which backups are kept: those that at least one rule keeps. A rule that is left out or null keeps
 * none; with no rule at all every backup is kept. The periods are those of the policy's time zone,
 * and only periods with a backup count, so that nothing goes while no backups are taken.
 *
 * @param days keeps backups by age, in whole days of 24 hours: a backup goes when it is more than
 *     so many days old, which is at this many and one more, as {@code find -mtime +7} counts
 * @param last keeps the newest backups, so many
 * @param hourly keeps the newest backup of each of the newest hours with one, so many
 * @param daily keeps the newest backup of each of the newest days with one, so many
 * @param weekly keeps the newest backup of each of the newest weeks with one, so many; weeks are
 *     those of ISO 8601, from Monday to Sunday
 * @param monthly keeps the newest backup of each of the newest months with one, so many
 * @param yearly keeps the newest backup of each of the newest years with one, so many
 */
@Introspected
@Schema(name = "PolicyKeep")
public record Keep(
    @Nullable @Min(1) @Max(MOST) Integer days,
    @Nullable @Min(1) @Max(MOST) Integer last,
    @Nullable @Min(1) @Max(MOST) Integer hourly,
    @Nullable @Min(1) @Max(MOST) Integer daily,
    @Nullable @Min(1) @Max(MOST) Integer weekly,
    @Nullable @Min(1) @Max(MOST) Integer monthly,
    @Nullable @Min(1) @Max(MOST) Integer yearly) {

  static final int MOST = 10_000;

  /** Keeps every backup. */
  static final Keep ALL = new Keep(null, null, null, null, null, null, null);

  static Keep ofDays(int days) {
    return new Keep(days, null, null, null, null, null, null);
  }

  static Keep ofLast(int last) {
    return new Keep(null, last, null, null, null, null, null);
  }

  /** Whether no rule is set, so that nothing is ever removed. */
  boolean keepsAll() {
    return Stream.of(days, last, hourly, daily, weekly, monthly, yearly)
        .noneMatch(Objects::nonNull);
  }
}
