package io.orchestratex.backup.policy;

import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import io.orchestratex.kit.schedule.CronTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the backups are there that a policy promises. */
final class OverdueRules {

  /** A backup that is due at a time of the clock may take so long before it is missed. */
  static final Duration GRACE = Duration.ofHours(1);

  private static final List<Duration> LOOK_BACK =
      List.of(
          Duration.ofHours(2),
          Duration.ofDays(1),
          Duration.ofDays(8),
          Duration.ofDays(32),
          Duration.ofDays(366));

  private OverdueRules() {}

  /**
   * The targets whose newest good backup is too old. A policy promises nothing for the time before
   * it was made or changed.
   *
   * @param newest by target, its newest good backup; targets without one are left out
   */
  static List<Late> late(
      Policy policy, Collection<String> targets, Map<String, GoodBackup> newest, Instant now) {
    return promised(policy, now)
        .map(due ->
            targets.stream()
                .filter(target ->
                    newest.get(target) == null || newest.get(target).orderedAt().isBefore(due))
                .sorted()
                .map(target -> late(target, due, newest.get(target)))
                .toList())
        .orElse(List.of());
  }

  private static Late late(String target, Instant due, @Nullable GoodBackup last) {
    return last == null
        ? new Late(target, due, null, null)
        : new Late(target, due, last.id(), last.orderedAt());
  }

  /** When the newest good backup must have begun at the latest; empty while nothing is promised. */
  private static Optional<Instant> promised(Policy policy, Instant now) {
    PolicyDefinition definition = policy.definition();
    Optional<Instant> due =
        definition.maxAge().isPresent()
            ? definition.maxAge().map(now::minus)
            : definition.times().flatMap(times -> lastDue(times, now.minus(GRACE)));
    return due.filter(at -> !at.isBefore(policy.changedAt()));
  }

  /** The last due time until a moment, within a year. */
  private static Optional<Instant> lastDue(CronTimes times, Instant until) {
    for (Duration back : LOOK_BACK) {
      Optional<Instant> last = Optional.empty();
      Optional<Instant> next = times.after(until.minus(back));
      while (next.isPresent() && !next.get().isAfter(until)) {
        last = next;
        next = times.after(next.get());
      }
      if (last.isPresent()) {
        return last;
      }
    }
    return Optional.empty();
  }
}
