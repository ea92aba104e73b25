package io.orchestratex.alert.store.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person looks for in the lists: by text, target and time, over the whole set. */
class ListFiltersTest {

  private final RunningService service = RunningService.shared();

  private String alert(String target, String message, String at) {
    Instant begun = Instant.parse(at);
    return StoredAlerts.store(
            service,
            new Firing(
                "filtered",
                "s",
                Severity.LOW,
                message,
                Map.of("target", target, "name", UUID.randomUUID().toString()),
                Map.of(),
                begun,
                begun))
        .id();
  }

  private int total(String path) {
    return service.get(path).at("/paging/total").asInt();
  }

  @Test
  void findsAlertsByTargetTextAndTime() {
    String target = "t-" + UUID.randomUUID();
    String first = alert(target, "Größe .* of (a) SHRANK", "2026-10-01T10:00:00Z");
    String second = alert(target, "grew", "2026-10-02T10:00:00Z");
    String alerts = "/api/v1/alerts?target=" + target;

    JsonNode all = service.get(alerts);
    assertThat(all.get("items").findValuesAsText("id")).containsExactly(second, first);
    assertThat(service.get(alerts + "&q=gr%C3%B6sse").get("items")).isEmpty();
    assertThat(service.get(alerts + "&q=GR%C3%96%C3%9FE%20.*%20of%20(a").at("/items/0/id").asText())
        .as("a text and no pattern, in either case")
        .isEqualTo(first);
    assertThat(total(alerts + "&q=.*")).isEqualTo(1);
    assertThat(total(alerts + "&from=2026-10-02T10:00:00Z")).isEqualTo(1);
    assertThat(total(alerts + "&to=2026-10-02T10:00:00Z")).isEqualTo(1);
    assertThat(total(alerts + "&from=2026-10-01T00:00:00Z&to=2026-10-03T00:00:00Z&q=shrank"))
        .isEqualTo(1);
    assertThat(total("/api/v1/alerts?target=" + target + "x")).isZero();
  }

  @Test
  void findsRulesByTextSeverityAndWhetherTheyAreJudged() {
    assertThat(service.get("/api/v1/rules?q=SHRANK").get("items").findValuesAsText("id"))
        .contains("collection-shrank")
        .doesNotContain("target-down");
    assertThat(total("/api/v1/rules?q=.*")).isZero();
    assertThat(total("/api/v1/rules?severity=critical&enabled=true"))
        .isPositive()
        .isLessThan(total("/api/v1/rules"));
  }

  @Test
  void findsCasesAndNotificationsByTime() {
    var opened =
        service.post(
            "/api/v1/cases",
            "{\"title\":\"t\",\"severity\":\"low\",\"tags\":[\"" + UUID.randomUUID() + "\"]}");
    assertThat(opened.status()).as(opened.toString()).isEqualTo(201);
    String cases = "/api/v1/cases?tag=" + opened.body().at("/tags/0").asText();

    assertThat(total(cases + "&from=-1h")).isEqualTo(1);
    assertThat(total(cases + "&to=-1h")).isZero();
    assertThat(total("/api/v1/cases?status=open&from=-1h")).isPositive();
    String id = alert("n-" + UUID.randomUUID(), "m", "2026-10-01T10:00:00Z");
    assertThat(total("/api/v1/notifications?alert_id=" + id + "&channel=log&from=-1h")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/alerts?from=now&to=-1h, ?from",
    "/api/v1/alerts?q=LONG, ?q",
    "/api/v1/cases?to=tomorrow, ?to",
    "/api/v1/rules?severity=huge, ?severity",
    "/api/v1/rules?enabled=maybe, ?enabled",
    "/api/v1/notifications?since=-1h, ?since"
  })
  void refusesWhatMeansNothing(String path, String pointer) {
    var refused = service.call("GET", path.replace("LONG", "x".repeat(101)), null, "analyst");

    assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
    assertThat(refused.body().at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }
}
