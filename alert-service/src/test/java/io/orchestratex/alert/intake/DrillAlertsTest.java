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

/** Drills that failed, are too old, or never were. */
class DrillAlertsTest extends WatchedService {

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
  void aFailedDrillIsAnAlertUntilOneOfTheSameTargetsPasses() {
    List<String> targets = List.of(target.name, "other-" + target.name);
    publish(
        new BackupEvent.DrillFailed("b1" + target.name, "d1", targets, "shop.orders: 1 of 2", T0));
    awaitAlert("drill-failed", "targets", "open", "shop.orders: 1 of 2");

    // A drill of one of them proves nothing about the other.
    publish(
        new BackupEvent.Drilled(
            "b2" + target.name, "d2", List.of(target.name), 1, 1, 0, 9, T0.plusSeconds(5)));
    publish(
        new BackupEvent.DrillFailed(
            "b3" + target.name, "d3", targets, "still so", T0.plusSeconds(6)));
    awaitAlert("drill-failed", "targets", "open", "still so");

    publish(
        new BackupEvent.Drilled("b4" + target.name, "d4", targets, 1, 1, 0, 9, T0.plusSeconds(9)));
    awaitAlert("drill-failed", "targets", "resolved", "still so");
  }

  @Test
  void drillsThatAreMissingOrTooOldAreAlertsUntilTheyAreCaughtUp() {
    publish(new BackupEvent.DrillMissing(target.name, "nightly", "Never.", T0, T0.plusSeconds(1)));
    awaitAlert("drill-missing", "target", "open", "has ever passed");
    publish(new BackupEvent.DrillCaughtUp(target.name, "nightly", T0.plusSeconds(2)));
    awaitAlert("drill-missing", "target", "resolved", "Never.");

    publish(
        new BackupEvent.DrillOverdue(target.name, "nightly", "Long ago.", T0, T0.plusSeconds(3)));
    awaitAlert("drill-overdue", "target", "open", "by the policy nightly");
    publish(new BackupEvent.DrillCaughtUp(target.name, "nightly", T0.plusSeconds(4)));
    awaitAlert("drill-overdue", "target", "resolved", "Long ago.");
  }
}
