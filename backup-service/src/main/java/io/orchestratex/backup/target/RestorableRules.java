package io.orchestratex.backup.target;

import io.orchestratex.backup.copy.Reach;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import io.orchestratex.backup.target.Restorable.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Judges from what there is whether a target could be restored. What stops a restore weighs more
 * than what it would lack, and what it would lack more than its age.
 */
final class RestorableRules {

  private RestorableRules() {}

  /** Of a target without a good backup. */
  static Restorable none() {
    return new Restorable(
        Verdict.NONE, "There is no undamaged backup of it. Take one: ox backup run.");
  }

  /**
   * @param backup the newest good one
   * @param reach the vaults that have it
   * @param maxAge the oldest that a backup may be
   */
  static Restorable decide(GoodBackup backup, Reach reach, Duration maxAge, Instant now) {
    String age = words(Duration.between(backup.begunAt(), now));
    Optional<String> away = reach.whyNot(backup.id());
    if (away.isPresent()) {
      return new Restorable(Verdict.VAULT_AWAY, away.get());
    }
    if (backup.completeness() == Completeness.PARTIAL) {
      return new Restorable(
          Verdict.PARTIAL,
          "Backup %s, %s old, lacks something of it; ox backup show %s names what."
              .formatted(backup.id(), age, backup.id()));
    }
    if (backup.begunAt().plus(maxAge).isBefore(now)) {
      return new Restorable(
          Verdict.STALE,
          "The newest good backup %s is %s old; it should be at most %s old."
              .formatted(backup.id(), age, words(maxAge)));
    }
    return new Restorable(
        Verdict.GOOD,
        "Backup %s is whole and %s old%s%s"
            .formatted(
                backup.id(),
                age,
                backup.verified() ? "; all of it was read back." : "; it was not read back.",
                reach.places()));
  }

  /** In the largest unit of which there are two or more. */
  private static String words(Duration duration) {
    if (duration.toDays() >= 2) {
      return duration.toDays() + " days";
    }
    if (duration.toHours() >= 2) {
      return duration.toHours() + " h";
    }
    return duration.toMinutes() >= 2
        ? duration.toMinutes() + " min"
        : Math.max(0, duration.toSeconds()) + " s";
  }
}
