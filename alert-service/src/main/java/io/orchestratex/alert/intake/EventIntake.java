package io.orchestratex.alert.intake;

import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.rule.MessageTemplate;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleBook;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.RestoreEvent;
import io.orchestratex.kit.event.ReceivedEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns failures that other services report into alerts, and their successes into ends. Events may
 * come out of order, so their own times decide: a success ends what failed before it, and a failure
 * that is older than a success of the same is over already.
 */
@Singleton
final class EventIntake {

  static final String CONSUMER = "alert-service.events";

  private static final String FAILED = "backup.failed";
  private static final String PARTIAL = "backup.partial";

  /** So many missing things fit into the message of an alert. */
  private static final int NAMED = 3;

  private static final String OVERDUE = "backup.overdue";
  private static final String VAULT_UNAVAILABLE = "backup.vault-unavailable";
  private static final String DEVIATED = "restore.deviated";
  private static final String INTERRUPTED = "restore.interrupted";
  private static final String ROLLBACK_FAILED = "restore.rollback-failed";

  /** Ends the id under which the second effect of one event is noted. */
  private static final String SETTLED = "/settled";

  private final RuleBook rules;
  private final AlertDesk desk;
  private final Restores restores;

  EventIntake(RuleBook rules, AlertDesk desk, Restores restores) {
    this.rules = rules;
    this.desk = desk;
    this.restores = restores;
  }

  /** Applies one event, once. */
  void accept(ReceivedEvent received) {
    DomainEvent data = received.data();
    if (data instanceof RestoreEvent restore) {
      restores.note(restore);
    }
    Meaning meaning =
        switch (data) {
          case BackupEvent backup -> meaningOf(backup);
          case RestoreEvent restore -> {
            settledBy(restore).ifPresent(settled -> end(received.id() + SETTLED, settled));
            yield meaningOf(restore);
          }
          case null, default -> null;
        };
    switch (meaning) {
      case null -> {}
      case Meaning.Failure failure -> raise(received.id(), failure);
      case Meaning.Success success -> end(received.id(), success);
    }
  }

  private static @Nullable Meaning meaningOf(BackupEvent event) {
    return switch (event) {
      case BackupEvent.Failed failed -> {
        List<String> subjects = failed.targets().stream().sorted().toList();
        String targets = String.join(",", subjects);
        yield new Meaning.Failure(
            FAILED,
            "backup-service",
            subjects,
            Map.of("targets", targets),
            Map.of("backup", failed.backupId(), "targets", targets, "reason", failed.reason()),
            Map.of("link", "/api/v1/backups/" + failed.backupId()),
            failed.failedAt());
      }
      case BackupEvent.Partial partial -> {
        List<String> subjects = partial.targets().stream().sorted().toList();
        String targets = String.join(",", subjects);
        yield new Meaning.Failure(
            PARTIAL,
            "backup-service",
            subjects,
            Map.of("targets", targets),
            Map.of(
                "backup", partial.backupId(),
                "targets", targets,
                "count", Integer.toString(partial.missingCount()),
                "missing", String.join(" ", partial.missing().stream().limit(NAMED).toList())),
            Map.of("link", "/api/v1/backups/" + partial.backupId()),
            partial.finishedAt());
      }
      case BackupEvent.VerificationFailed failed ->
          new Meaning.Failure(
              "backup.verification-failed",
              "backup-service",
              List.of(failed.backupId()),
              Map.of("backup", failed.backupId()),
              Map.of("backup", failed.backupId(), "reason", failed.reason()),
              Map.of("link", "/api/v1/backups/" + failed.backupId()),
              failed.failedAt());
      case BackupEvent.Succeeded succeeded ->
          new Meaning.Success(
              "partial".equals(succeeded.completeness())
                  ? List.of(FAILED)
                  : List.of(FAILED, PARTIAL),
              succeeded.targets().stream().sorted().toList(),
              alert ->
                  Set.copyOf(succeeded.targets())
                      .containsAll(
                          Arrays.asList(alert.labels().getOrDefault("targets", "").split(",", -1))),
              "Backup " + succeeded.backupId() + " of the same targets succeeded.",
              succeeded.finishedAt());
      case BackupEvent.Verified verified ->
          new Meaning.Success(
              List.of("backup.verification-failed"),
              List.of(verified.backupId()),
              alert -> verified.backupId().equals(alert.labels().get("backup")),
              "Backup " + verified.backupId() + " was verified again and matches.",
              verified.verifiedAt());
      case BackupEvent.Expired expired ->
          new Meaning.Success(
              List.of("backup.verification-failed"),
              List.of(expired.backupId()),
              alert -> expired.backupId().equals(alert.labels().get("backup")),
              "Backup %s was removed by the policy %s."
                  .formatted(expired.backupId(), expired.policy()),
              expired.expiredAt());
      case BackupEvent.Overdue late ->
          new Meaning.Failure(
              OVERDUE,
              "backup-service",
              List.of(late.target() + " " + late.policy()),
              Map.of("target", late.target(), "policy", late.policy()),
              Map.of(
                  "target", late.target(),
                  "policy", late.policy(),
                  "due", late.dueAt().toString(),
                  "reason", late.reason()),
              Map.of("link", "/api/v1/policies/" + late.policy()),
              late.noticedAt());
      case BackupEvent.CaughtUp back ->
          new Meaning.Success(
              List.of(OVERDUE),
              List.of(back.target() + " " + back.policy()),
              alert ->
                  back.target().equals(alert.labels().get("target"))
                      && back.policy().equals(alert.labels().get("policy")),
              "The newest good backup of %s is as new again as the policy %s promises, or that ended."
                  .formatted(back.target(), back.policy()),
              back.noticedAt());
      case BackupEvent.VaultUnavailable gone ->
          new Meaning.Failure(
              VAULT_UNAVAILABLE,
              "backup-service",
              List.of(gone.vault()),
              Map.of("vault", gone.vault()),
              Map.of("vault", gone.vault(), "reason", gone.reason()),
              Map.of("link", "/api/v1/vaults/" + gone.vault()),
              gone.noticedAt());
      case BackupEvent.VaultAvailable back ->
          new Meaning.Success(
              List.of(VAULT_UNAVAILABLE),
              List.of(back.vault()),
              alert -> back.vault().equals(alert.labels().get("vault")),
              "Vault " + back.vault() + " can be used again.",
              back.noticedAt());
      case BackupEvent.Drilled drilled -> DrillNews.passed(drilled);
      case BackupEvent.DrillFailed failed -> DrillNews.failed(failed);
      case BackupEvent.DrillOverdue late -> DrillNews.overdue(late);
      case BackupEvent.DrillMissing missing -> DrillNews.missing(missing);
      case BackupEvent.DrillCaughtUp back -> DrillNews.caughtUp(back);
      case BackupEvent.Copied copied -> CopyNews.copied(copied);
      case BackupEvent.CopyFailed failed -> CopyNews.failed(failed);
      case BackupEvent.CopyRemoved removed -> CopyNews.removed(removed);
      case BackupEvent.CopiesOverdue late -> CopyNews.overdue(late);
      case BackupEvent.CopiesCaughtUp back -> CopyNews.caughtUp(back);
      case BackupEvent.Requested _, BackupEvent.Started _, BackupEvent.Cancelled _ -> null;
    };
  }

  private static @Nullable Meaning meaningOf(RestoreEvent event) {
    return switch (event) {
      case RestoreEvent.Failed failed ->
          restoreFailure(
              "restore.failed",
              failed.restoreId(),
              failed.backupId(),
              failed.reason(),
              failed.failedAt());
      case RestoreEvent.RolledBack rolledBack ->
          restoreFailure(
              "restore.rolled-back",
              rolledBack.restoreId(),
              rolledBack.backupId(),
              rolledBack.reason(),
              rolledBack.rolledBackAt());
      case RestoreEvent.Deviated deviated ->
          new Meaning.Failure(
              DEVIATED,
              "backup-service",
              List.of(deviated.backupId()),
              Map.of("backup", deviated.backupId()),
              Map.of(
                  "restore", deviated.restoreId(),
                  "backup", deviated.backupId(),
                  "targets", String.join(",", deviated.targets()),
                  "count", Integer.toString(deviated.deviationCount()),
                  "deviations",
                      String.join("; ", deviated.deviations().stream().limit(NAMED).toList())),
              Map.of("link", "/api/v1/restores/" + deviated.restoreId()),
              deviated.finishedAt());
      case RestoreEvent.Succeeded succeeded ->
          new Meaning.Success(
              Objects.equals(succeeded.deviations(), 0)
                  ? List.of("restore.failed", "restore.rolled-back", DEVIATED)
                  : List.of("restore.failed", "restore.rolled-back"),
              List.of(succeeded.backupId()),
              alert -> succeeded.backupId().equals(alert.labels().get("backup")),
              "Restore " + succeeded.restoreId() + " of the same backup succeeded.",
              succeeded.finishedAt());
      case RestoreEvent.Interrupted stopped ->
          between(
              INTERRUPTED,
              stopped.restoreId(),
              stopped.backupId(),
              stopped.targets(),
              stopped.reason(),
              stopped.interruptedAt());
      case RestoreEvent.RollbackFailed failed ->
          between(
              ROLLBACK_FAILED,
              failed.restoreId(),
              failed.backupId(),
              failed.targets(),
              failed.reason(),
              failed.failedAt());
      case RestoreEvent.Requested _, RestoreEvent.Started _ -> null;
    };
  }

  /** Data is half restored: of that restore alone, so that the next good one does not end it. */
  private static Meaning between(
      String type,
      String restoreId,
      String backupId,
      List<String> targets,
      String reason,
      Instant at) {
    return new Meaning.Failure(
        type,
        "backup-service",
        List.of(restoreId),
        Map.of("restore", restoreId),
        Map.of(
            "restore",
            restoreId,
            "backup",
            backupId,
            "targets",
            String.join(",", targets),
            "reason",
            reason),
        Map.of("link", "/api/v1/restores/" + restoreId),
        at);
  }

  /** A restore whose data is in order, one way or the other, is in between no longer. */
  private static Optional<Meaning.Success> settledBy(RestoreEvent event) {
    return switch (event) {
      case RestoreEvent.Succeeded done ->
          Optional.of(settled(done.restoreId(), "succeeded", done.finishedAt()));
      case RestoreEvent.RolledBack back ->
          Optional.of(settled(back.restoreId(), "was rolled back", back.rolledBackAt()));
      case RestoreEvent.Requested _,
          RestoreEvent.Started _,
          RestoreEvent.Interrupted _,
          RestoreEvent.RollbackFailed _,
          RestoreEvent.Deviated _,
          RestoreEvent.Failed _ ->
          Optional.empty();
    };
  }

  private static Meaning.Success settled(String restoreId, String how, Instant at) {
    return new Meaning.Success(
        List.of(INTERRUPTED, ROLLBACK_FAILED),
        List.of(restoreId),
        alert -> restoreId.equals(alert.labels().get("restore")),
        "Restore " + restoreId + " " + how + ".",
        at);
  }

  private static Meaning restoreFailure(
      String type, String restoreId, String backupId, String reason, Instant at) {
    return new Meaning.Failure(
        type,
        "backup-service",
        List.of(backupId),
        Map.of("backup", backupId),
        Map.of("restore", restoreId, "backup", backupId, "reason", reason),
        Map.of("link", "/api/v1/restores/" + restoreId),
        at);
  }

  private void raise(String eventId, Meaning.Failure failure) {
    while (!raised(eventId, failure)) {
      rules.changed();
    }
  }

  /** False, and nothing done, when a rule was changed meanwhile: an event does not come again. */
  private boolean raised(String eventId, Meaning.Failure failure) {
    List<Rule> waiting = rules.onEvent(failure.type());
    return desk.commit(open -> {
      Ledger.Page page = open.page();
      if (!waiting.stream().allMatch(page::isOn)) {
        return false;
      }
      if (page.firstTime(CONSUMER, eventId)
          && !page.workedSince(failure.type(), failure.subjects(), millis(failure.at()))) {
        waiting.forEach(rule -> open.raise(firing(rule, failure)));
      }
      return true;
    });
  }

  private static Firing firing(Rule rule, Meaning.Failure failure) {
    Map<String, String> labels = new HashMap<>(failure.labels());
    labels.put("alertname", rule.id());
    Map<String, String> annotations = new HashMap<>(failure.annotations());
    annotations.put("description", rule.description());
    Instant at = millis(failure.at());
    return new Firing(
        rule.id(),
        failure.source(),
        rule.severity(),
        MessageTemplate.fill(rule.message(), failure.values()),
        labels,
        annotations,
        at,
        at);
  }

  private void end(String eventId, Meaning.Success success) {
    List<String> ruleIds =
        success.types().stream()
            .flatMap(type -> rules.onEvent(type).stream())
            .map(Rule::id)
            .toList();
    Instant at = millis(success.at());
    desk.commit(open -> {
      Ledger.Page page = open.page();
      if (page.firstTime(CONSUMER, eventId)) {
        success.types().forEach(type -> page.worked(type, success.subjects(), at));
        Stream<Alert> over =
            page.openAlertsOfRules(ruleIds).stream()
                .filter(success.proves())
                .filter(alert -> !alert.lastSeenAt().isAfter(at));
        over.forEach(alert -> open.end(alert, success.resolution(), null));
      }
      return true;
    });
  }

  private static Instant millis(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS);
  }
}
