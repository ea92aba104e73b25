package io.orchestratex.alert.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.alert.RunningService;
import io.orchestratex.contracts.RestoreEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Restores that brought back all data, and not all that surrounds it. */
class DeviatedRestoreTest extends WatchedService {

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");

  private void publish(RestoreEvent event) {
    service.publish(event, UUID.randomUUID().toString());
  }

  private List<JsonNode> alerts(String backup) {
    List<JsonNode> found = new ArrayList<>();
    service
        .get("/api/v1/alerts?rule=restore-deviated&limit=100")
        .path("items")
        .forEach(alert -> {
          if (alert.at("/labels/backup").asText().equals(backup)) {
            found.add(alert);
          }
        });
    return found;
  }

  private void succeeded(String restore, String backup, Integer deviations, int seconds) {
    publish(new RestoreEvent.Succeeded(restore, backup, 3, 1, deviations, T0.plusSeconds(seconds)));
  }

  @Test
  void aDeviationIsAWarningUntilTheBackupIsRestoredAsItWas() {
    String backup = "deviated-" + target.name;
    succeeded("r1" + backup, backup, 2, 1);
    publish(
        new RestoreEvent.Deviated(
            "r1" + backup,
            backup,
            List.of("mongodb"),
            List.of("mongodb: index shop.orders by name", "mongodb: view shop.seen"),
            2,
            T0.plusSeconds(1)));
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(alerts(backup))
                .singleElement()
                .matches(alert -> alert.path("severity").asText().equals("medium"))
                .matches(alert ->
                    alert
                        .path("message")
                        .asText()
                        .contains(
                            "2 definitions not as they were: mongodb: index shop.orders by name; mongodb: view shop.seen")));

    // Another one that deviates proves nothing.
    succeeded("r2" + backup, backup, 1, 5);
    publish(
        new RestoreEvent.Deviated(
            "r2" + backup,
            backup,
            List.of("mongodb"),
            List.of("mongodb: view shop.seen"),
            1,
            T0.plusSeconds(5)));
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(alerts(backup))
                .singleElement()
                .matches(alert -> alert.path("state").asText().equals("open"))
                .matches(alert -> alert.path("message").asText().contains("1 definitions")));

    succeeded("r3" + backup, backup, 0, 9);
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(alerts(backup))
                .singleElement()
                .matches(alert -> alert.path("state").asText().equals("resolved")));
  }
}
