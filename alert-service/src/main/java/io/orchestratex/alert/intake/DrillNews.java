package io.orchestratex.alert.intake;

import io.orchestratex.contracts.BackupEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What drills of backups say about alerts. */
final class DrillNews {

  static final String FAILED = "backup.drill-failed";
  static final String OVERDUE = "backup.drill-overdue";
  static final String MISSING = "backup.drill-missing";

  private DrillNews() {}

  /** The trouble is the targets': another backup of them that passes ends it. */
  static Meaning failed(BackupEvent.DrillFailed failed) {
    List<String> subjects = failed.targets().stream().sorted().toList();
    String targets = String.join(",", subjects);
    return new Meaning.Failure(
        FAILED,
        "backup-service",
        subjects,
        Map.of("targets", targets),
        Map.of(
            "backup", failed.backupId(),
            "drill", failed.drill(),
            "targets", targets,
            "reason", failed.reason()),
        Map.of("link", "/api/v1/drills/" + failed.drill()),
        failed.failedAt());
  }

  static Meaning passed(BackupEvent.Drilled drilled) {
    List<String> subjects = drilled.targets().stream().sorted().toList();
    return new Meaning.Success(
        List.of(FAILED),
        subjects,
        alert ->
            subjects.containsAll(
                List.of(alert.labels().getOrDefault("targets", "").split(",", -1))),
        "Drill %s of backup %s of the same targets passed."
            .formatted(drilled.drill(), drilled.backupId()),
        drilled.drilledAt());
  }

  static Meaning overdue(BackupEvent.DrillOverdue late) {
    return late(
        OVERDUE, late.target(), late.policy(), late.reason(), late.dueAt(), late.noticedAt());
  }

  static Meaning missing(BackupEvent.DrillMissing late) {
    return late(
        MISSING, late.target(), late.policy(), late.reason(), late.dueAt(), late.noticedAt());
  }

  private static Meaning late(
      String type, String target, String policy, String reason, Instant dueAt, Instant noticedAt) {
    return new Meaning.Failure(
        type,
        "backup-service",
        List.of(target + " " + policy),
        Map.of("target", target, "policy", policy),
        Map.of("target", target, "policy", policy, "due", dueAt.toString(), "reason", reason),
        Map.of("link", "/api/v1/policies/" + policy),
        noticedAt);
  }

  static Meaning caughtUp(BackupEvent.DrillCaughtUp back) {
    return new Meaning.Success(
        List.of(OVERDUE, MISSING),
        List.of(back.target() + " " + back.policy()),
        alert ->
            back.target().equals(alert.labels().get("target"))
                && back.policy().equals(alert.labels().get("policy")),
        "The last drill of %s is as new again as the policy %s promises, or that ended."
            .formatted(back.target(), back.policy()),
        back.noticedAt());
  }
}
