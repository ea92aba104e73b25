package io.orchestratex.alert.watch;

import static io.orchestratex.alert.RunningService.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.TargetEvent;
import io.orchestratex.kit.Gate;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.TestEngines;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Samples that stay out, on real engines. */
@LongRunning("each silence must last for longer than a gap between two samples")
class SamplesMissingTest {

  private final String one = "one-" + UUID.randomUUID();
  private final String two = "two-" + UUID.randomUUID();
  private final String three = "three-" + UUID.randomUUID();

  @Test
  void aSilentMonitorASilentTargetAndAWrongClockAreNoticedAndEnd() {
    try (Watching watching =
        new Watching("silence", Map.of("ORCHESTRATEX_ALERT_WATCH_REMOVED_AFTER", "6s"))) {
      String waitsLonger =
          """
          {"id":"samples-missing-long","severity":"critical","message":"none for {seconds} s",
           "condition":{"kind":"silence","of":"samples","for_seconds":600}}\
          """;
      assertThat(watching.service.post("/api/v1/rules", waitsLonger).status()).isEqualTo(201);
      // Nothing was ever measured: the grace after the start ends.
      eventually()
          .untilAsserted(() -> assertThat(watching.statuses("samples-missing")).contains("firing"));
      assertThat(watching.open("samples-missing"))
          .singleElement()
          .satisfies(alert -> {
            assertThat(alert.path("message").asText())
                .startsWith("No samples from monitor-service for ")
                .contains("Kafka answers.", "Likely monitor-service is stopped or frozen");
            assertThat(alert.path("severity").asText()).isEqualTo("critical");
            assertThat(alert.path("case_id").asText()).isNotEmpty();
          });

      watching.measures(one, two, three);
      eventually()
          .untilAsserted(() ->
              assertThat(watching.statuses("samples-missing"))
                  .containsExactly("firing", "resolved"));

      watching.measures(two);
      // A person removed it, which is no silence.
      TestTopics.publish(
          new TargetEvent.Removed(three, "watch", "ann", Instant.now()),
          UUID.randomUUID().toString());
      eventually()
          .untilAsserted(() ->
              assertThat(watching.open("target-silent"))
                  .singleElement()
                  .satisfies(alert -> {
                    assertThat(alert.at("/labels/target").asText()).isEqualTo(one);
                    assertThat(alert.path("message").asText())
                        .contains(one + " has not been measured for");
                  }));
      // It was removed: that does not go on for ever.
      eventually()
          .untilAsserted(() ->
              assertThat(watching.alerts("target-silent"))
                  .singleElement()
                  .satisfies(
                      alert -> assertThat(alert.path("resolution").asText()).contains("removed")));
      assertThat(watching.open("samples-missing")).isEmpty();

      watching.monitorsClockIsOff(-3_600);
      eventually()
          .untilAsserted(() ->
              assertThat(watching.open("samples-missing"))
                  .singleElement()
                  .satisfies(alert ->
                      assertThat(alert.path("message").asText()).contains("clock", "is wrong")));
      watching.monitorsClockIsOff(0);
      eventually()
          .untilAsserted(() ->
              assertThat(watching.statuses("samples-missing"))
                  .containsExactly("firing", "resolved", "firing", "resolved"));
      assertThat(watching.alerts("samples-missing-long"))
          .as("a rule that waits for ten minutes")
          .isEmpty();
    }
  }

  @Test
  void kafkaThatDoesNotAnswerIsNamed() throws Exception {
    String broker =
        requireNonNull(
            TestEngines.shared()
                .environmentOf("alert-service", "silencekafka")
                .get("KAFKA_BOOTSTRAP_SERVERS"));
    try (Gate gate = new Gate(broker.split(",", -1)[0]);
        Watching watching =
            new Watching("silencekafka", Map.of("KAFKA_BOOTSTRAP_SERVERS", gate.address()))) {
      watching.measures(one);
      eventually()
          .untilAsserted(() ->
              assertThat(watching.received("samples-missing"))
                  .singleElement()
                  .satisfies(request ->
                      assertThat(request.alert().at("/annotations/summary").asText())
                          .contains("Kafka does not answer. Likely Kafka is stopped")));

      gate.open();
      eventually()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(watching.statuses("samples-missing"))
                  .containsExactly("firing", "resolved"));
    }
  }
}
