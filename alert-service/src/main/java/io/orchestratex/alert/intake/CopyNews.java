package io.orchestratex.alert.intake;

import io.orchestratex.contracts.BackupEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What copies of backups in further vaults say about alerts. */
final class CopyNews {

  static final String FAILED = "backup.copy-failed";
  static final String OVERDUE = "backup.copies-overdue";

  private CopyNews() {}

  static Meaning failed(BackupEvent.CopyFailed failed) {
    return new Meaning.Failure(
        FAILED,
        "backup-service",
        List.of(failed.backupId() + " " + failed.vault()),
        Map.of("backup", failed.backupId(), "vault", failed.vault()),
        Map.of("backup", failed.backupId(), "vault", failed.vault(), "reason", failed.reason()),
        Map.of("link", "/api/v1/backups/" + failed.backupId()),
        failed.failedAt());
  }

  static Meaning copied(BackupEvent.Copied copied) {
    return ended(
        copied.backupId(),
        copied.vault(),
        "Backup %s is in the vault %s now.".formatted(copied.backupId(), copied.vault()),
        copied.copiedAt());
  }

  static Meaning removed(BackupEvent.CopyRemoved removed) {
    return ended(
        removed.backupId(),
        removed.vault(),
        "Backup %s is not wanted in the vault %s any more. %s"
            .formatted(removed.backupId(), removed.vault(), removed.reason()),
        removed.removedAt());
  }

  private static Meaning ended(String backup, String vault, String said, Instant at) {
    return new Meaning.Success(
        List.of(FAILED),
        List.of(backup + " " + vault),
        alert ->
            backup.equals(alert.labels().get("backup"))
                && vault.equals(alert.labels().get("vault")),
        said,
        at);
  }

  static Meaning overdue(BackupEvent.CopiesOverdue late) {
    return new Meaning.Failure(
        OVERDUE,
        "backup-service",
        List.of(late.vault() + " " + late.policy()),
        Map.of("vault", late.vault(), "policy", late.policy()),
        Map.of(
            "vault", late.vault(),
            "policy", late.policy(),
            "backup", late.oldestBackup(),
            "due", late.dueAt().toString(),
            "reason", late.reason()),
        Map.of("link", "/api/v1/policies/" + late.policy()),
        late.noticedAt());
  }

  static Meaning caughtUp(BackupEvent.CopiesCaughtUp back) {
    return new Meaning.Success(
        List.of(OVERDUE),
        List.of(back.vault() + " " + back.policy()),
        alert ->
            back.vault().equals(alert.labels().get("vault"))
                && back.policy().equals(alert.labels().get("policy")),
        "The vault %s has the copies again that the policy %s promises, or that ended."
            .formatted(back.vault(), back.policy()),
        back.noticedAt());
  }
}
