package io.orchestratex.alert.watch;

import static io.orchestratex.alert.RunningService.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.ConnectionString;
import io.orchestratex.alert.WebhookServer;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.Gate;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** MongoDB hangs, and so does everything that alert-service keeps. */
class StoreAwayTest {

  private final String target = "t-" + UUID.randomUUID();
  private final String rule = "high-" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void alertsAreDeliveredWhileTheStoreHangsAndStoredOnceAfterwards() throws Exception {
    String uri =
        requireNonNull(
            TestEngines.shared().environmentOf("alert-service", "away").get("MONGODB_URI"));
    String member = new ConnectionString(uri).getHosts().getFirst();
    try (Gate gate = new Gate(member)) {
      gate.open();
      String through =
          uri.replace(member, gate.address())
              .replaceFirst("replicaSet=[^&]+", "directConnection=true");
      try (Watching watching = new Watching("away", Map.of("MONGODB_URI", through))) {
        try {
          goesOn(watching, gate);
        } finally {
          // A stop waits for what hangs.
          gate.thaw();
        }
      }
    }
  }

  private void goesOn(Watching watching, Gate gate) throws Exception {
    watching.measures(target);
    watching.service.post(
        "/api/v1/rules",
        """
        {"id":"%s","severity":"critical","message":"{target} has {value}",
         "condition":{"kind":"threshold","selector":{"metric":"%s"},"comparison":"above",
           "fire":0.8,"clear":0.7,"for_seconds":1}}\
        """
            .formatted(rule, Watching.metric()));
    eventually().until(() -> copied(watching), copy -> copy.contains(rule));
    eventually().until(() -> watching.open("samples-missing").isEmpty());

    // The regular intake has read all that came before, and knows the series.
    watching.finds(0.9);
    eventually()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(watching.statuses(rule)).containsExactly("firing"));
    watching.finds(0.1);
    eventually()
        .untilAsserted(
            () -> assertThat(watching.statuses(rule)).containsExactly("firing", "resolved"));

    gate.freeze();
    watching.finds(0.9);

    eventually()
        .untilAsserted(() -> {
          assertThat(watching.statuses("store-down")).containsExactly("firing");
          assertThat(watching.statuses(rule)).containsExactly("firing", "resolved", "firing");
        });
    assertThat(
            watching.received("store-down").getFirst().alert().at("/annotations/summary").asText())
        .contains("MongoDB has not answered alert-service for");
    assertThat(Files.readString(watching.service.alertLog()))
        .contains("FIRING critical store-down", "FIRING critical " + rule);

    gate.thaw();

    eventually()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> {
          assertThat(watching.statuses("store-down")).containsExactly("firing", "resolved");
          assertThat(watching.alerts("store-down"))
              .singleElement()
              .satisfies(alert -> {
                assertThat(alert.path("resolved").asBoolean()).isTrue();
                assertThat(alert.path("resolution").asText()).contains("answers again");
                assertThat(alert.path("case_id").asText()).isNotEmpty();
              });
          assertThat(watching.open(rule)).hasSize(1);
        });
    JsonNode stored = watching.open(rule).getFirst();
    WebhookServer.Received message = watching.received(rule).getLast();
    assertThat(message.alert().path("generatorURL").asText())
        .as("the message names the alert that was stored later")
        .endsWith(stored.path("id").asText());

    watching.finds(0.1);

    eventually()
        .untilAsserted(() ->
            assertThat(watching.statuses(rule))
                .containsExactly("firing", "resolved", "firing", "resolved"));
    assertThat(watching.alerts(rule)).hasSize(2);
    eventually()
        .untilAsserted(() ->
            assertThat(deliveries(watching))
                .hasSize(8)
                .allSatisfy(row -> assertThat(row.path("state").asText()).isEqualTo("delivered")));
    assertThat(watching.receiver.requests().stream().map(WebhookServer.Received::id))
        .doesNotHaveDuplicates();
    assertThat(Files.readAllLines(watching.service.alertLog()))
        .filteredOn(line -> line.contains(rule))
        .hasSize(4);
    eventually()
        .untilAsserted(() ->
            assertThat(watching.service.eventsOf(Topics.ALERT, stored.path("id").asText()))
                .containsExactly("alert.fired@1", "alert.resolved@2"));
    assertThat(watching.alerts("samples-missing"))
        .as("samples came all the time")
        .hasSizeLessThanOrEqualTo(1);
  }

  private List<JsonNode> deliveries(Watching watching) {
    return Stream.of("webhook", "log")
        .flatMap(
            channel -> rows(watching).filter(row -> row.path("channel").asText().equals(channel)))
        .filter(row -> row.path("rule").asText().equals(rule))
        .toList();
  }

  private static Stream<JsonNode> rows(Watching watching) {
    return watching.service.get("/api/v1/notifications?limit=100").path("items").valueStream();
  }

  private static String copied(Watching watching) throws IOException {
    Path folder = Path.of(watching.service.variable("ORCHESTRATEX_ALERT_STANDBY_PATH"));
    Path file = folder.resolve("0").resolve("last-known.json");
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
