package io.orchestratex.alert.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.alert.RunningService;
import io.orchestratex.contracts.BackupEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Copies of backups that failed, or are missing for too long. */
class CopyAlertsTest extends WatchedService {

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");

  private void publish(BackupEvent event) {
    service.publish(event, UUID.randomUUID().toString());
  }

  private void awaitAlert(String rule, String label, String state, String says) {
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(alerts(rule, label))
                .singleElement()
                .matches(alert -> alert.path("state").asText().equals(state), state)
                .matches(alert -> alert.path("message").asText().contains(says), says));
  }

  private List<JsonNode> alerts(String rule, String label) {
    List<JsonNode> found = new ArrayList<>();
    service
        .get("/api/v1/alerts?rule=" + rule + "&limit=100")
        .path("items")
        .forEach(alert -> {
          if (alert.path("labels").path(label).asText().contains(target.name)) {
            found.add(alert);
          }
        });
    return found;
  }

  @Test
  void aCopyThatFailsIsAnAlertUntilItIsThereOrNotWanted() {
    String first = "b1-" + target.name;
    publish(new BackupEvent.CopyFailed(first, "offsite", "the vault is full", T0));
    awaitAlert("backup-copy-failed", "backup", "open", "the vault is full");

    // Another vault's copy of the same backup ends nothing.
    publish(new BackupEvent.Copied(first, "archive", 1, 1, 1, T0.plusSeconds(5)));
    publish(new BackupEvent.CopyFailed(first, "offsite", "still full", T0.plusSeconds(6)));
    awaitAlert("backup-copy-failed", "backup", "open", "still full");

    publish(new BackupEvent.Copied(first, "offsite", 1, 1, 1, T0.plusSeconds(9)));
    awaitAlert("backup-copy-failed", "backup", "resolved", "still full");
  }

  @Test
  void copiesThatAreOverdueAreOneAlertOfTheVault() {
    String vault = target.name;
    publish(
        new BackupEvent.CopiesOverdue(
            vault, "nightly", "b1", "2 copies are missing.", T0, T0.plusSeconds(1)));
    awaitAlert("backup-copies-overdue", "vault", "open", "2 copies are missing.");

    publish(new BackupEvent.CopiesCaughtUp(vault, "nightly", T0.plusSeconds(2)));
    awaitAlert("backup-copies-overdue", "vault", "resolved", "2 copies are missing.");
  }
}
