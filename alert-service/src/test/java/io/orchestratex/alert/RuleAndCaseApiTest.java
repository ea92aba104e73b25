package io.orchestratex.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.alert.intake.Ledger;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may do over HTTP, and the answer when it is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleAndCaseApiTest {

  private static final String GOOD_RULE =
      """
      {"id":"%s","severity":"high","message":"m","condition":{"kind":"threshold",
       "selector":{"metric":"x"},"comparison":"above","fire":1,"for_seconds":0}}\
      """;
  private static final String USER = "0123456789abcdef01234567";

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");

  private RunningService service;

  @BeforeAll
  void start() {
    service = RunningService.shared();
  }

  @Test
  void aNewInstallationHasTheDefaultRules() {
    JsonNode rules = service.get("/api/v1/rules?limit=100").path("items");

    assertThat(rules.findValuesAsText("id"))
        .contains("target-down", "collection-shrank", "backup-failed", "cpu-high", "disk-high");
    JsonNode cacheHit = service.get("/api/v1/rules/cache-hit-low");
    assertThat(cacheHit.at("/condition/fire").asDouble()).isEqualTo(0.95);
    assertThat(cacheHit.at("/condition/clear").asDouble()).isEqualTo(0.97);
    assertThat(cacheHit.at("/condition/for_seconds").asInt()).isEqualTo(600);
  }

  @Test
  void aRuleIsAddedChangedSwitchedOffAndDeleted() {
    var added = service.post("/api/v1/rules", GOOD_RULE.formatted("my-rule"));
    assertThat(added.status()).as(added.toString()).isEqualTo(201);
    assertThat(added.body().path("enabled").asBoolean()).isTrue();
    assertThat(service.post("/api/v1/rules", GOOD_RULE.formatted("my-rule")).code())
        .isEqualTo("rule.exists");

    String off =
        GOOD_RULE
            .formatted("my-rule")
            .replace("\"severity\"", "\"enabled\":false,\"version\":1,\"severity\"");
    var changed = put("/api/v1/rules/my-rule", off);
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(changed.body().path("enabled").asBoolean()).isFalse();
    assertThat(changed.body().path("version").asInt()).isEqualTo(2);
    assertThat(put("/api/v1/rules/my-rule", off).code()).isEqualTo("rule.version-stale");

    assertThat(service.call("DELETE", "/api/v1/rules/my-rule", null, "operator").status())
        .isEqualTo(204);
    assertThat(service.call("GET", "/api/v1/rules/my-rule", null, "analyst").code())
        .isEqualTo("rule.unknown");
  }

  @Test
  void whatARuleShowsCanBeSentBackWithoutItsTimes() {
    for (JsonNode rule : service.get("/api/v1/rules?limit=100").path("items")) {
      var copy = ((ObjectNode) rule.deepCopy());
      copy.remove(List.of("created_at", "updated_at"));
      var answer = put("/api/v1/rules/" + rule.path("id").asText(), copy.toString());
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      assertThat(answer.body().path("condition")).isEqualTo(rule.path("condition"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"id\":\"x-1\"|\"id\":\"No Slug\"|/id",
        "\"message\":\"m\"|\"message\":\" \"|/message",
        "\"severity\":\"high\"|\"severity\":\"huge\"|/severity",
        "\"severity\":\"high\"|\"severity\":null|/severity",
        "\"kind\":\"threshold\"|\"kind\":\"magic\"|/condition",
        "\"metric\":\"x\"|\"metric\":\"not a metric\"|/condition/selector/metric",
        "\"metric\":\"x\"|\"metrik\":\"x\"|/condition/selector/metrik",
        "\"comparison\":\"above\"|\"comparison\":\"like\"|/condition/comparison",
        "\"fire\":1|\"fire\":\"1\"|/condition/fire",
        "\"fire\":1|\"fire\":\"NaN\"|/condition/fire",
        "\"fire\":1|\"fire\":1e999|/condition/fire",
        "\"fire\":1|\"fire\":null|/condition/fire",
        "\"fire\":1,|\"clear\":1,|/condition/fire",
        "\"fire\":1|\"fire\":1,\"clear\":-1e999|/condition/clear",
        "\"for_seconds\":0|\"for_seconds\":86401|/condition/for_seconds",
        "\"for_seconds\":0|\"for_seconds\":99999999999999999999|/condition/for_seconds",
        "\"metric\":\"x\"|\"metric\":\"x\",\"labels\":[null]|/condition/selector/labels/0",
        "\"metric\":\"x\"|\"metric\":\"x\",\"ignore_labels\":[null]|/condition/selector/ignore_labels/0",
        "\"metric\":\"x\"|\"metric\":\"x\",\"labels\":[{\"label\":\"a\",\"operator\":\"in\",\"values\":[null]}]|/condition/selector/labels/0/values/0",
        "\"metric\":\"x\"|\"metric\":\"x\",\"labels\":[{\"label\":\"a\",\"operator\":\"like\",\"values\":[\"b\"]}]|/condition/selector/labels/0/operator",
        "\"fire\":1|\"fire\":1,\"clear\":2|/condition/clear",
        "\"for_seconds\":0|\"for_seconds\":-1|/condition/for_seconds",
        "\"for_seconds\":0|\"for_seconds\":1.5|/condition/for_seconds",
        "\"metric\":\"x\"|\"metric\":\"x\",\"labels\":[{\"label\":\"a\",\"operator\":\"in\",\"values\":[]}]|/condition/selector/labels/0/values",
        "\"metric\":\"x\"|\"metric\":\"x\",\"labels\":[{\"label\":\"$where\",\"operator\":\"in\",\"values\":[\"1\"]}]|/condition/selector/labels/0/label",
      })
  void namesTheFieldOfARuleThatIsWrong(String good, String bad, String pointer) {
    var answer = service.post("/api/v1/rules", GOOD_RULE.formatted("x-1").replace(good, bad));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.pointers()).as(answer.toString()).anyMatch(pointer::equals);
    assertThat(service.call("GET", "/api/v1/rules/x-1", null, "analyst").status()).isEqualTo(404);
  }

  @Test
  void namesEachWrongFieldOfACase() {
    var answer =
        service.post(
            "/api/v1/cases",
            """
            {"title":"%s","assignee":"me","tags":["", "ok"],"metadata":{"$where":1}}\
            """
                .formatted("x".repeat(201)));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers())
        .containsExactlyInAnyOrder(
            "/title", "/severity", "/assignee", "/tags/0", "/metadata/$where");
  }

  @Test
  void aCaseIsOpenedFoundChangedAndClosed() {
    var opened =
        service.post(
            "/api/v1/cases",
            """
            {"title":"Slow checkout","description":"The zebra query","severity":"medium",
             "tags":["bazaar","slow"],"metadata":{"ticket":17,"nested":{"a":[1,null]}}}\
            """);
    assertThat(opened.status()).as(opened.toString()).isEqualTo(201);
    assertThat(opened.body().path("priority").asText()).isEqualTo("medium");
    assertThat(opened.body().at("/metadata/nested/a/0").asInt()).isEqualTo(1);
    String path = "/api/v1/cases/" + opened.body().path("id").asText();

    assertThat(titles("q=zebra")).containsExactly("Slow checkout");
    assertThat(titles("q=bazaar")).containsExactly("Slow checkout");
    assertThat(titles("tag=slow&status=open&severity=medium&priority=medium"))
        .containsExactly("Slow checkout");
    assertThat(titles("status=open")).contains("Slow checkout");

    var taken =
        patch(
            path,
            "{\"status\":\"in_progress\",\"assignee\":\"%s\",\"priority\":\"urgent\",\"version\":1}"
                .formatted(USER));
    assertThat(taken.status()).as(taken.toString()).isEqualTo(200);
    assertThat(taken.body().path("version").asInt()).isEqualTo(2);
    assertThat(titles("assignee=" + USER)).containsExactly("Slow checkout");
    assertThat(patch(path, "{\"priority\":\"low\",\"version\":1}").code())
        .isEqualTo("case.version-stale");
    assertThat(patch(path, "{\"assignee\":null}").body().path("assignee").isNull()).isTrue();
    assertThat(patch(path, "{\"tags\":[\"new\"]}").body().path("assignee").isNull()).isTrue();

    assertThat(patch(path, "{\"status\":\"closed\"}").code()).isEqualTo("case.move-refused");
    var resolved = patch(path, "{\"status\":\"resolved\"}").body();
    assertThat(resolved.path("resolved_at").asText()).isNotEmpty();
    assertThat(patch(path, "{\"status\":\"closed\"}").status()).isEqualTo(200);
    assertThat(service.get(path).path("timeline").size()).isEqualTo(6);
  }

  @Test
  void aCaseIsOpenedFromAnAlertAndTakesAnother() {
    String first = storedAlert("first");
    String second = storedAlert("second");

    var opened =
        service.post(
            "/api/v1/cases",
            "{\"title\":\"Both\",\"severity\":\"high\",\"alert_id\":\"%s\"}".formatted(first));
    assertThat(opened.status()).as(opened.toString()).isEqualTo(201);
    String path = "/api/v1/cases/" + opened.body().path("id").asText();
    var linked = service.post(path + "/alerts", "{\"alert_id\":\"%s\"}".formatted(second));
    assertThat(linked.status()).as(linked.toString()).isEqualTo(200);

    assertThat(service.get(path).path("alerts").findValuesAsText("id"))
        .containsExactlyInAnyOrder(first, second);
    assertThat(service.get("/api/v1/alerts/" + second).path("case_id").asText())
        .isEqualTo(opened.body().path("id").asText());
    var none = service.post(path + "/alerts", "{\"alert_id\":\"000000000000000000000000\"}");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.pointers()).containsExactly("/alert_id");
    JsonNode summary = service.get("/api/v1/alerts/summary");
    assertThat(summary.at("/open/high").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(summary.path("total").asInt()).isGreaterThanOrEqualTo(2);
  }

  private String storedAlert(String name) {
    return service
        .bean(Ledger.class)
        .inTransaction(page -> {
          Firing firing =
              new Firing(
                  "cpu-high", "s", Severity.HIGH, "m", Map.of("name", name), Map.of(), T0, T0);
          String id = page.newId();
          page.insert(AlertRules.raise(id, firing).next());
          return id;
        });
  }

  @Test
  void refusesMetadataThatIsNestedWithoutEnd() {
    String deep = "{\"a\":".repeat(200) + "1" + "}".repeat(200);
    var answer =
        service.post(
            "/api/v1/cases", "{\"title\":\"t\",\"severity\":\"low\",\"metadata\":" + deep + "}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers()).containsExactly("/metadata");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/cases?status=%7B%22%24ne%22%3Anull%7D",
        "/api/v1/cases?severity=huge",
        "/api/v1/cases?priority=1",
        "/api/v1/cases?assignee=%7B%22%24gt%22%3A%22%22%7D",
        "/api/v1/cases?q=",
        "/api/v1/cases?limit=0",
        "/api/v1/alerts?severity=%7B%22%24gt%22%3A%22%22%7D",
        "/api/v1/alerts?resolved=maybe",
        "/api/v1/alerts/log?limit=101",
        "/api/v1/notifications?state=1%20OR%201%3D1",
        "/api/v1/alerts?state=firing",
        "/api/v1/alerts/log?lines=5",
        "/api/v1/cases?state=open",
        "/api/v1/cases?tag=a%00b",
        "/api/v1/notifications?status=told",
        "/api/v1/rules?enabled=perhaps",
      })
  void refusesAFilterThatItDoesNotUnderstand(String path) {
    var answer = service.call("GET", path, null, "analyst");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.pointers()).singleElement().asString().startsWith("?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/alerts/000000000000000000000000", "/api/v1/alerts/x",
        "/api/v1/cases/000000000000000000000000", "/api/v1/cases/x",
        "/api/v1/rules/x",
      })
  void doesNotFindWhatThereIsNot(String path) {
    assertThat(service.call("GET", path, null, "analyst").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/rules",
    "PUT, /api/v1/rules/cpu-high",
    "DELETE, /api/v1/rules/cpu-high",
    "POST, /api/v1/cases",
    "PATCH, /api/v1/cases/000000000000000000000000",
    "POST, /api/v1/alerts/000000000000000000000000/resolve",
    "POST, /api/v1/alerts/000000000000000000000000/acknowledge",
    "PUT, /api/v1/notifications/webhook",
  })
  void readersMayNotWrite(String method, String path) {
    assertThat(service.call(method, path, "{}", "analyst").code()).isEqualTo("access.role-missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/alerts",
        "/api/v1/alerts/summary",
        "/api/v1/alerts/log",
        "/api/v1/cases",
        "/api/v1/rules",
        "/api/v1/notifications",
        "/api/v1/notifications/webhook",
      })
  void agentsMayNotRead(String path) {
    assertThat(service.call("GET", path, null, "agent").status()).isEqualTo(403);
    assertThat(service.call("GET", path, null, "analyst").status()).isEqualTo(200);
    assertThat(service.call("GET", path, null, "admin").status()).isEqualTo(200);
  }

  @Test
  void theWebhookIsSetAndSwitchedOff() {
    String path = "/api/v1/notifications/webhook";
    assertThat(put(path, "{\"url\":\"http://127.0.0.1:9/x?token=s3cret\"}").status())
        .isEqualTo(200);
    assertThat(service.call("GET", path, null, "operator").body().path("url").asText())
        .isEqualTo("http://127.0.0.1:9/x?token=s3cret");
    assertThat(service.get(path).path("url").asText()).isEqualTo("http://127.0.0.1:9/…");
    assertThat(put("/api/v1/notifications/webhook", "{\"url\":\"\"}").status()).isEqualTo(200);
    assertThat(service.get("/api/v1/notifications/webhook").path("url").asText()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"url\":null}",
        "{\"url\":\"ftp://x/\"}",
        "{\"url\":\"http://169.254.169.254/\"}",
        "{\"url\":\"http://[::ffff:169.254.169.254]/\"}",
        "{\"url\":\"http://10.0.0.1/\"}",
        "{\"url\":\"http://example.org:99999/\"}",
        "{\"url\":\"http://[::]/\"}",
        "{\"url\":\"http://no-such-host.invalid/\"}",
      })
  void refusesAWebhookThatIsNone(String body) {
    var answer = put("/api/v1/notifications/webhook", body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.pointers()).containsExactly("/url");
  }

  @Test
  void servesItsApiDocument() {
    HttpResponse<String> document = service.anonymous("/swagger/openapi.yml");

    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(document.body()).contains("/api/v1/alerts/{id}/resolve", "/api/v1/rules");
  }

  private List<String> titles(String query) {
    return service.get("/api/v1/cases?" + query).path("items").findValuesAsText("title");
  }

  private RunningService.Answer put(String path, String body) {
    return service.call("PUT", path, body, "operator");
  }

  private RunningService.Answer patch(String path, String body) {
    return service.call("PATCH", path, body, "operator");
  }
}
