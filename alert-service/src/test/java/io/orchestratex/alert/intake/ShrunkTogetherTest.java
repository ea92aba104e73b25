package io.orchestratex.alert.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.alert.RunningService;
import io.orchestratex.contracts.MetricEvent.Sample;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many collections that are dropped at once, and what a person does about it. */
class ShrunkTogetherTest extends WatchedService {

  private Instant time = Instant.now().minusSeconds(3_600);

  private void documents(Object... countsByCollection) {
    time = time.plusSeconds(5);
    Sample[] samples = new Sample[countsByCollection.length / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] =
          WatchedTarget.collection(
              (String) countsByCollection[2 * i], (Integer) countsByCollection[2 * i + 1]);
    }
    service.sample(target.name, time, samples);
  }

  private List<JsonNode> open() {
    return target.alerts().stream().filter(alert -> !alert.path("resolved").asBoolean()).toList();
  }

  @Test
  void areOneAlertAndOneCaseThatEndWithTheLastOne() {
    documents("a", 100, "b", 200, "c", 300, "d", 400);
    documents("a", 0, "b", 0, "c", 300, "d", 400);

    JsonNode alert = target.openAlert();
    assertThat(alert.path("message").asText())
        .isEqualTo(
            "2 collections of shop on "
                + target.name
                + " shrank at once: a (100 → 0 or dropped), b (200 → 0 or dropped). If that was on"
                + " purpose, accept this alert.");
    assertThat(alert.path("case_id").asText()).isNotEmpty();

    // The next one, a moment later, belongs to it.
    documents("a", 0, "b", 0, "c", 10, "d", 400);
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(target.openAlert().path("message").asText())
                .startsWith("3 collections of shop")
                .contains("c (300 → 10)"));
    assertThat(target.alerts()).hasSize(1);

    documents("a", 100, "b", 200, "c", 10, "d", 400);
    target.awaitRead();
    assertThat(open()).hasSize(1);
    documents("a", 100, "b", 200, "c", 300, "d", 400);
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(target.alerts())
                .singleElement()
                .satisfies(ended ->
                    assertThat(ended.path("resolution").asText()).contains("All have recovered")));
  }

  @Test
  void oneThatComesLaterIsNewsOfItsOwn() {
    documents("a", 100, "b", 200, "c", 300);
    documents("a", 0, "b", 0, "c", 300);
    target.openAlert();

    time = time.plusSeconds(120);
    documents("a", 0, "b", 0, "c", 10);

    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(open())
                .extracting(alert -> alert.path("message").asText())
                .hasSize(2)
                .contains("shop.c on " + target.name + " shrank from 300 to 10 documents"));
  }

  @Test
  void namesOnlyThoseThatHaveNotRecovered() {
    documents("a", 100, "b", 200, "c", 300);
    documents("a", 0, "b", 0, "c", 300);
    target.openAlert();

    documents("a", 100, "b", 0, "c", 10);

    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(target.openAlert().path("message").asText())
                .startsWith("2 collections of shop")
                .contains("b (200 → 0 or dropped), c (300 → 10)")
                .doesNotContain("a (100"));
  }

  @Test
  void areAcceptedInOneStep() {
    documents("a", 100, "b", 200);
    documents("a", 0, "b", 0);
    JsonNode alert = target.openAlert();
    String id = alert.path("id").asText();
    String casePath = "/api/v1/cases/" + alert.path("case_id").asText();
    // Also a case that a person took is done then.
    assertThat(service.call("PATCH", casePath, "{\"status\":\"in_progress\"}", "operator").status())
        .isEqualTo(200);

    var accepted = service.post("/api/v1/alerts/" + id + "/accept", null);

    assertThat(accepted.status()).isEqualTo(200);
    assertThat(accepted.body().path("resolved_by").asText()).isEqualTo("ann");
    assertThat(accepted.body().path("resolution").asText()).contains("Accepted by ann");
    JsonNode work = service.get(casePath);
    assertThat(work.path("status").asText()).isEqualTo("resolved");
    assertThat(work.path("timeline")).last().asString().contains("Accepted");
    assertThat(service.post("/api/v1/alerts/" + id + "/accept", null).status()).isEqualTo(409);

    documents("a", 0, "b", 0);
    target.awaitRead();
    assertThat(open()).isEmpty();
    // What is now is the new normal, and the next loss is news again.
    documents("a", 50, "b", 60);
    documents("a", 1, "b", 2);
    assertThat(target.openAlert().path("message").asText()).contains("a (50 → 1)", "b (60 → 2)");
  }

  @Test
  void oneThatIsAloneIsAnAlertOfItsOwn() {
    documents("a", 100, "b", 200);
    documents("a", 0, "b", 200);

    assertThat(target.openAlert().path("message").asText())
        .isEqualTo("shop.a on " + target.name + " shrank from 100 to 0 documents");
  }

  @Test
  void aSampleThatComesTwiceChangesNothing() {
    documents("a", 100, "b", 200);
    documents("a", 0, "b", 0);
    target.openAlert();
    time = time.minusSeconds(5);
    documents("a", 0, "b", 0);
    target.awaitRead();

    assertThat(Stream.of(target.openAlert()))
        .singleElement()
        .satisfies(alert -> assertThat(alert.path("count").asInt()).isEqualTo(1));
  }
}
