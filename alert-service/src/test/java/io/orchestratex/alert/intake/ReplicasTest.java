package io.orchestratex.alert.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.WebhookServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two processes that share the partitions, the stores and the work. */
class ReplicasTest {

  /** Enough for both replicas to have some. */
  private static final int TARGETS = 12;

  @Test
  void raiseEndAndReportEachAlertOnceAndTakeOverFromEachOther() {
    try (WebhookServer receiver = new WebhookServer();
        RunningService first =
            new RunningService(
                "replicas", Map.of("ORCHESTRATEX_ALERT_WEBHOOK_URL", receiver.url()))) {
      RunningService second = first.replica();
      List<WatchedTarget> targets =
          Stream.generate(() -> new WatchedTarget(first, receiver)).limit(TARGETS).toList();
      try {
        for (WatchedTarget target : targets) {
          target.documents(400);
          target.documents(100);
          target.documents(90);
        }
        targets.forEach(target -> awaitOneAlert(target, false));
      } finally {
        second.close();
      }

      targets.forEach(target -> target.documents(399));
      targets.forEach(target -> awaitOneAlert(target, true));
      RunningService.eventually()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() ->
              assertThat(targets)
                  .allSatisfy(target ->
                      assertThat(target.deliveredStates()).containsExactly("firing", "resolved")));
    }
  }

  private static void awaitOneAlert(WatchedTarget target, boolean resolved) {
    RunningService.eventually()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          List<JsonNode> alerts = target.alerts();
          assertThat(alerts).hasSize(1);
          assertThat(alerts.getFirst().path("resolved").asBoolean()).isEqualTo(resolved);
        });
  }
}
