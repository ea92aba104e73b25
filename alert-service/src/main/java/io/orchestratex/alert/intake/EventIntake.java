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
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns failures that other services tell of into alerts, and their successes into ends. */
@Singleton
final class EventIntake {

  static final String CONSUMER = "alert-service.events";

  private final RuleBook rules;
  private final AlertDesk desk;

  EventIntake(RuleBook rules, AlertDesk desk) {
    this.rules = rules;
    this.desk = desk;
  }

  /** What an event says about alerts. */
  private sealed interface Meaning {

    /**
     * Something failed.
     *
     * @param labels what identifies the trouble: the same labels are the same trouble
     * @param values what the rule's message may name
     */
    record Failure(
        String type,
        String source,
        Map<String, String> labels,
        Map<String, String> values,
        Map<String, String> annotations,
        Instant at)
        implements Meaning {}

    /** Something worked: alerts of these event types that it proves wrong are over. */
    record Success(List<String> types, Predicate<Alert> proves, String resolution)
        implements Meaning {}
  }

  /** Applies one event, once. */
  void accept(ReceivedEvent received) {
    DomainEvent data = received.data();
    Meaning meaning =
        switch (data) {
          case BackupEvent backup -> meaningOf(backup);
          case RestoreEvent restore -> meaningOf(restore);
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
        String targets = String.join(",", failed.targets().stream().sorted().toList());
        yield new Meaning.Failure(
            "backup.failed",
            "backup-service",
            Map.of("targets", targets),
            Map.of("backup", failed.backupId(), "targets", targets, "reason", failed.reason()),
            Map.of("link", "/api/v1/backups/" + failed.backupId()),
            failed.failedAt());
      }
      case BackupEvent.VerificationFailed failed ->
          new Meaning.Failure(
              "backup.verification-failed",
              "backup-service",
              Map.of("backup", failed.backupId()),
              Map.of("backup", failed.backupId(), "reason", failed.reason()),
              Map.of("link", "/api/v1/backups/" + failed.backupId()),
              failed.failedAt());
      case BackupEvent.Succeeded succeeded ->
          new Meaning.Success(
              List.of("backup.failed"),
              alert ->
                  Set.copyOf(succeeded.targets())
                      .containsAll(
                          Arrays.asList(alert.labels().getOrDefault("targets", "").split(",", -1))),
              "Backup " + succeeded.backupId() + " of the same targets succeeded.");
      case BackupEvent.Verified verified ->
          new Meaning.Success(
              List.of("backup.verification-failed"),
              alert -> verified.backupId().equals(alert.labels().get("backup")),
              "Backup " + verified.backupId() + " was verified again and matches.");
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
      case RestoreEvent.Succeeded succeeded ->
          new Meaning.Success(
              List.of("restore.failed", "restore.rolled-back"),
              alert -> succeeded.backupId().equals(alert.labels().get("backup")),
              "Restore " + succeeded.restoreId() + " of the same backup succeeded.");
      case RestoreEvent.Requested _, RestoreEvent.Started _ -> null;
    };
  }

  private static Meaning restoreFailure(
      String type, String restoreId, String backupId, String reason, Instant at) {
    return new Meaning.Failure(
        type,
        "backup-service",
        Map.of("backup", backupId),
        Map.of("restore", restoreId, "backup", backupId, "reason", reason),
        Map.of("link", "/api/v1/restores/" + restoreId),
        at);
  }

  private void raise(String eventId, Meaning.Failure failure) {
    List<Firing> firings =
        rules.onEvent(failure.type()).stream().map(rule -> firing(rule, failure)).toList();
    desk.commit(page -> {
      if (page.firstTime(CONSUMER, eventId)) {
        firings.stream()
            .filter(firing -> page.isOn(firing.rule()))
            .forEach(firing -> desk.raise(page, firing));
      }
      return true;
    });
  }

  private static Firing firing(Rule rule, Meaning.Failure failure) {
    Map<String, String> labels = new HashMap<>(failure.labels());
    labels.put("alertname", rule.id());
    Map<String, String> annotations = new HashMap<>(failure.annotations());
    annotations.put("description", rule.description());
    Instant at = failure.at().truncatedTo(ChronoUnit.MILLIS);
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
    desk.commit(page -> {
      if (page.firstTime(CONSUMER, eventId)) {
        Stream<Alert> over = page.openAlertsOfRules(ruleIds).stream().filter(success.proves());
        over.forEach(alert -> desk.end(page, alert, success.resolution(), null));
      }
      return true;
    });
  }
}
