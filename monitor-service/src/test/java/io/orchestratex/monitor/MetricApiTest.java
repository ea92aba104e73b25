package io.orchestratex.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.TestService;
import io.orchestratex.kit.access.Role;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What callers may ask about samples, and the answer when it is wrong. */
class MetricApiTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final RunningMonitor monitor = RunningMonitor.shared();

  private HttpResponse<String> get(String path, @Nullable String token) {
    return monitor.get(path, token);
  }

  private JsonNode read(String path) {
    return monitor.read(path);
  }

  @Test
  void answersARangeOfHandMadeSamplesByStep() throws Exception {
    String target = "hand-" + run;
    Instant minute = Instant.now().minus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.MINUTES);
    for (int i = 0; i < 6; i++) {
      Sampled measured =
          new Sampled(
              target,
              "test",
              minute.plusSeconds(i * 20L),
              List.of(new Sample("hand_made", Map.of("side", "left"), i)));
      RunningMonitor.publish(measured);
      RunningMonitor.publish(measured);
    }
    String query =
        "/api/v1/metrics/range?name=hand_made&target=%s&label=side:left&from=%s&to=%s&step=1m"
            .formatted(target, minute, minute.plusSeconds(120));

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(read(query + "&aggregation=avg").at("/series/0/points").toString())
                .isEqualTo(
                    "[[%d,1],[%d,4]]"
                        .formatted(minute.toEpochMilli(), minute.plusSeconds(60).toEpochMilli())));
    assertThat(read(query + "&aggregation=max").at("/series/0/points/1/1").asDouble()).isEqualTo(5);
    assertThat(read(query + "&aggregation=min").at("/series/0/points/1/1").asDouble()).isEqualTo(3);
    assertThat(read(query + "&aggregation=last").at("/series/0/points/0/1").asDouble())
        .isEqualTo(2);
    assertThat(read(query.replace("side:left", "side:right")).get("series")).isEmpty();
  }

  @Test
  void refusesAQueryThatIsWrongOrTooLarge() throws Exception {
    String token = TestService.token("ann", Role.ANALYST);
    for (String query :
        List.of(
            "range",
            "range?name=up&step=0",
            "range?name=up&to=%2B999999999-12-31T00:00:00Z",
            "range?step=1m",
            "range?name=up&target=a%00b",
            "range?name=up&label=a:%00",
            "latest?target=%00",
            "range?name=up&from=-30d&step=1s",
            "range?name=up%27%3B--",
            "series?label=x",
            "latest?name=a%22b",
            "series?metric=up",
            "latest?names=up",
            "range?name=up&agg=max",
            "series?limit=1000")) {
      HttpResponse<String> response = get("/api/v1/metrics/" + query, token);
      assertThat(response.statusCode()).as(query + response.body()).isEqualTo(400);
      assertThat(TestService.JSON.readTree(response.body()).at("/errors/0/pointer").asText())
          .startsWith("?");
    }
    assertThat(get("/api/v1/metrics/series", null).statusCode()).isEqualTo(401);
    assertThat(get("/api/v1/metrics/series", TestService.token("bot", Role.AGENT)).statusCode())
        .isEqualTo(403);
  }

  @Test
  void anUnknownSeriesIsNoneAndNoFault() throws Exception {
    assertThat(read("/api/v1/metrics/range?name=unknown_metric").get("series")).isEmpty();
    assertThat(read("/api/v1/metrics/range?name=ox_up&target=unknown").get("series")).isEmpty();
    assertThat(read("/api/v1/metrics/latest?name=unknown_metric").get("items")).isEmpty();
    assertThat(read("/api/v1/metrics/series?name=unknown_metric").get("items")).isEmpty();
  }

  /** Several labels are several parameters: a comma belongs to the value. */
  @Test
  void aLabelMayHoldACommaAndSeveralMayBeNamed() {
    String target = "comma-" + run;
    RunningMonitor.publish(
        new Sampled(
            target,
            "test",
            Instant.now(),
            List.of(
                new Sample("comma", Map.of("list", "a,b", "side", "left"), 1),
                new Sample("comma", Map.of("list", "a", "side", "left"), 2))));
    String latest =
        "/api/v1/metrics/latest?target="
            + target
            + "&label="
            + URLEncoder.encode("list:a,b", StandardCharsets.UTF_8);

    await().atMost(SOON).until(() -> read(latest).get("items").size() == 1);
    assertThat(read(latest).at("/items/0/value").asInt()).isEqualTo(1);
    assertThat(read(latest + "&label=side:left").get("items")).hasSize(1);
    assertThat(read(latest + "&label=side:right").get("items")).isEmpty();
    assertThat(read(latest.replace("/latest", "/series")).get("items")).hasSize(1);
  }
}
