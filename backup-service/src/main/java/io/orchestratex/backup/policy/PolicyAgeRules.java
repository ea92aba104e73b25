package io.orchestratex.backup.policy;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When the next backup of a policy is due that lets none get older than so long. */
final class PolicyAgeRules {

  /** After a backup that failed, the next one waits, so that a broken target is not worn out. */
  static final Duration RETRY = Duration.ofMinutes(5);

  private PolicyAgeRules() {}

  /**
   * When the next backup must begin, so that it is there before the newest one of any target is too
   * old: twice the time that the last one took before, at the earliest after half of the age. Empty
   * while one is under way.
   *
   * @param newest by target, its newest good backup; targets without one are left out
   * @param last the policy's newest backup, whatever became of it
   */
  static Optional<Instant> due(
      Duration maxAge,
      Collection<String> targets,
      Map<String, GoodBackup> newest,
      @Nullable Job last) {
    if (last != null && !last.status().isFinal()) {
      return Optional.empty();
    }
    Instant due =
        newest.keySet().containsAll(targets)
            ? targets.stream()
                .map(newest::get)
                .map(backup -> due(maxAge, backup))
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH)
            : Instant.EPOCH;
    Instant pause =
        last == null || last.finishedAt() == null || isGood(last, newest)
            ? Instant.EPOCH
            : last.finishedAt().plus(least(RETRY, maxAge.dividedBy(2)));
    return Optional.of(due.isAfter(pause) ? due : pause);
  }

  private static boolean isGood(Job last, Map<String, GoodBackup> newest) {
    return newest.values().stream().anyMatch(each -> each.id().compareTo(last.id()) >= 0);
  }

  private static Instant due(Duration maxAge, GoodBackup backup) {
    Duration took = Duration.between(backup.orderedAt(), backup.finishedAt());
    Duration ahead = took.isNegative() ? Duration.ZERO : took.multipliedBy(2);
    return backup.orderedAt().plus(maxAge).minus(least(ahead, maxAge.dividedBy(2)));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
