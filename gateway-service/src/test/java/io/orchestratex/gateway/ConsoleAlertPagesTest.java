package io.orchestratex.gateway;

import static io.orchestratex.gateway.AlertAnswers.ATTACK;
import static io.orchestratex.gateway.AlertAnswers.JSON;
import static io.orchestratex.gateway.AlertAnswers.alert;
import static io.orchestratex.gateway.AlertAnswers.delivery;
import static io.orchestratex.gateway.AlertAnswers.oneCase;
import static io.orchestratex.gateway.AlertAnswers.page;
import static io.orchestratex.gateway.AlertAnswers.refuse;
import static io.orchestratex.gateway.AlertAnswers.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages about alerts, cases, rules and deliveries, without a browser; the services are a stub.
 */
class ConsoleAlertPagesTest extends StubbedConsole {

  private static final String CASE = "/api/v1/cases/6740a1b2c3d4e5f6089abcde";

  private Browser agent;
  private Browser analyst;

  /** Method, path and body of what changed something. */
  private final List<String> changes = new CopyOnWriteArrayList<>();

  ConsoleAlertPagesTest() {
    super("consolealerts", Map.of(DEADLINE, "1s"));
  }

  @BeforeAll
  void start() {
    agent = Browser.person(gateway, "agent");
    analyst = Browser.person(gateway, "analyst");
  }

  @BeforeEach
  void answer() {
    changes.clear();
    service.on(
        "/alerts",
        call ->
            call.answer(
                JSON,
                call.target().contains("resolved=true")
                    ? page(alert("b", "resolved", "Over " + ATTACK))
                    : page(alert("a", "open", "Burns " + ATTACK))));
    service.on("/alerts/a", call -> call.answer(JSON, alert("a", "open", "Burns " + ATTACK)));
    service.on("/rules", call -> call.answer(JSON, page(rule("disk-high"))));
    service.on("/rules/disk-high", call -> changed(call, rule("disk-high")));
    service.on("/notifications/webhook", call -> call.answer(JSON, "{\"url\":\"\"}"));
    service.on("/notifications", call -> call.answer(JSON, page(delivery())));
    service.on("/cases", call -> call.answer(JSON, page(oneCase("open", 3))));
    service.on(CASE, call -> changed(call, oneCase("open", 3)));
    service.on(
        "/metrics/range",
        call ->
            call.answer(
                JSON,
                "{\"series\":[{\"name\":\"node_disk_used_ratio\",\"target\":\"mongodb\",\"labels\":"
                    + "{\"path\":\"/data\"},\"points\":[[1764237600000,0.5],[1764237660000,0.9]]}]}"));
  }

  private void changed(StubService.Call call, String answer) throws IOException {
    String body = new String(call.body(), StandardCharsets.UTF_8);
    if (!call.head.startsWith("GET")) {
      changes.add(call.head.split(" ", 2)[0] + " " + call.target() + " " + body);
    }
    call.answer(JSON, answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/alerts",
        "/console/alerts/a",
        "/console/cases",
        "/console/cases/6740a1b2c3d4e5f6089abcde",
        "/console/rules",
        "/console/rules/disk-high",
        "/console/deliveries",
      })
  void aPageIsForWhoMayReadAndShowsTextAsText(String path) {
    HttpResponse<String> page = admin.get(path);
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    assertThat(page.body()).doesNotContain("<script>alert", "This part does not answer");

    HttpResponse<String> reader = analyst.get(path);
    assertThat(reader.statusCode()).isEqualTo(200);
    assertThat(reader.body()).doesNotContain("<script>alert");
    HttpResponse<String> stranger = agent.get(path);
    assertThat(stranger.statusCode()).isEqualTo(403);
    assertThat(stranger.body()).contains("This needs the role operator or analyst");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts", "cases", "rules", "deliveries"})
  void aServiceThatBreaksOffTakesItsPartOnly(String section) {
    String api = section.equals("deliveries") ? "/notifications" : "/" + section;
    service.on(
        api,
        call -> {
          throw new IOException("gone");
        });

    HttpResponse<String> page = admin.get("/console/" + section);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("This part does not answer", "aria-label=\"Sections\"");
  }

  @Test
  void whatHasNotEndedComesFirstAndTheAddressIsAskedForTheWholeSet() {
    assertThat(admin.get("/console/alerts").body())
        .contains("1–2 of 2 alerts", "&lt;script&gt;")
        .containsSubsequence("firing", "Burns", "resolved", "Over");

    HttpResponse<String> page =
        admin.get(
            "/console/alerts?state=resolved&severity=critical&target=mongodb&rule=disk-high"
                + "&since=-24h&q=a%26b&size=10&page=2");

    assertThat(service.headsOf("q=a%26b").getLast())
        .contains("resolved=true", "severity=critical", "target=mongodb", "rule=disk-high")
        .contains("from=-24h", "limit=10", "offset=10");
    assertThat(page.body()).contains("value=\"resolved\" selected", "value=\"a&amp;b\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"alerts?rule=gone-rule", "deliveries?rule=gone-rule", "cases?assignee=gone-user"})
  void aFilterByWhatIsGoneStays(String list) {
    String body = admin.get("/console/" + list).body();

    assertThat(body).contains("selected>gone-", "name=\"f.", "clear filters");
  }

  @Test
  void allThatMatchAreNamedAndEachHasItsResult() {
    service.on(
        "/alerts/a/resolve",
        call -> refuse(call, 409, "{\"code\":\"x\",\"detail\":\"Too late.\"}"));
    service.on("/alerts/c/resolve", call -> changed(call, alert("c", "resolved", "c")));

    HttpResponse<String> asked =
        admin.post(
            "/console/alerts/actions", Map.of("action", "resolve", "all", "yes", "f.q", "bulk"));
    assertThat(asked.body())
        .contains("Resolve this alert?", "Burns &lt;script&gt;", "What was done");
    assertThat(service.headsOf("q=bulk")).allMatch(head -> head.contains("resolved=false"));

    HttpResponse<String> silent = admin.post("/console/alerts/resolve", Map.of("id", "a"));
    assertThat(silent.statusCode()).isEqualTo(400);
    assertThat(silent.body()).contains("Say what was done");
    assertThat(admin.post("/console/alerts/resolve", Map.of("id", "a", "note", "n")).body())
        .contains("Resolved 0 of 1 alert", "Too late.");
    assertThat(admin.post("/console/alerts/resolve", Map.of("id", "c", "note", "n")).statusCode())
        .isEqualTo(303);
    assertThat(changes).singleElement().asString().contains("\"resolution\":\"n\"");
    assertThat(analyst.post("/console/alerts/resolve", Map.of("id", "c", "note", "n")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void anAlertShowsItsEvidenceAndWhyNobodyWasTold() {
    String body = admin.get("/console/alerts/a").body();

    assertThat(body)
        .contains("data-chart", "&#34;fires&#34;", "Not sent to log: firing", "3</td>")
        .contains("Nothing is posted to a webhook: none is set.", "no space &lt;script&gt;");
    assertThat(service.headsOf("/metrics/range").getLast())
        .contains("name=node_disk_used_ratio", "target=mongodb", "label=path%3A%2Fdata")
        .contains("from=2025-11-27T09%3A30%3A00Z");

    service.on(
        "/metrics/range",
        call -> {
          throw new IOException("gone");
        });
    assertThat(admin.get("/console/alerts/a").body())
        .contains("This part does not answer", "Not sent to log: firing");
    assertThat(analyst.get("/console/alerts/a").body())
        .contains("disabled title=\"This needs the role operator;")
        .doesNotContain("What was done");
  }

  @Test
  void aNoteThatIsRefusedStays() {
    service.on(
        "/alerts/a/resolve",
        call -> refuse(call, 409, "{\"code\":\"alert.resolved\",\"detail\":\"It was resolved.\"}"));

    HttpResponse<String> page =
        admin.post("/console/alerts/a", Map.of("note", "I changed the disk"));

    assertThat(page.statusCode()).isEqualTo(409);
    assertThat(page.body()).contains("It was resolved.", "I changed the disk</textarea>");
  }

  @Test
  void theSecondOnACaseIsWarnedAndLosesNothing() {
    Map<String, String> form =
        Map.of(
            "version", "2",
            "status", "in_progress",
            "was.status", "open",
            "assignee", "",
            "was.assignee", "",
            "priority", "low",
            "was.priority", "low",
            "tags", "one, two",
            "was.tags", "one",
            "note", "my note");
    service.on(
        CASE,
        call -> {
          if (call.head.startsWith("PATCH")) {
            changes.add(
                refuse(call, 409, "{\"code\":\"case.version-stale\",\"detail\":\"stale\"}"));
          } else {
            call.answer(JSON, oneCase("open", 3));
          }
        });

    HttpResponse<String> page = admin.post("/console/cases/6740a1b2c3d4e5f6089abcde", form);

    assertThat(page.statusCode()).isEqualTo(409);
    assertThat(page.body())
        .contains("Somebody else changed this case", "priority low to medium", "my note</textarea>")
        .contains("value=\"one, two\"", "value=\"in_progress\" selected", "Stored now: open")
        .contains("name=\"version\" value=\"3\"")
        .as("what was not touched is as it is stored")
        .contains("name=\"was.priority\" value=\"medium\"", "value=\"medium\" selected");
    assertThat(changes)
        .singleElement()
        .asString()
        .contains("\"version\":2", "\"status\":\"in_progress\"", "\"note\":\"my note\"")
        .doesNotContain("priority", "assignee");
  }

  @Test
  void aCaseIsTakenAndOneIsOpenedFromAnAlert() {
    assertThat(
            admin
                .post("/console/cases/6740a1b2c3d4e5f6089abcde/take?version=3", Map.of())
                .statusCode())
        .isEqualTo(303);
    assertThat(changes)
        .singleElement()
        .asString()
        .contains("\"version\":3", "\"status\":\"in_progress\"", "\"assignee\":\"");

    assertThat(admin.get("/console/cases/new?alert=a").body())
        .contains("value=\"Burns &lt;script>alert(1)&lt;/script>&#39;&amp;\"")
        .contains("name=\"alert\" value=\"a\"");
    service.on(
        "/cases",
        call ->
            refuse(
                call,
                400,
                "{\"code\":\"case.invalid\",\"detail\":\"The case is"
                    + " wrong.\",\"errors\":[{\"pointer\":\"/title\",\"detail\":\"must have 1 to"
                    + " 200 characters\"},{\"pointer\":\"/tags/1\",\"detail\":\"must have 1 to 50"
                    + " characters\"}]}"));
    HttpResponse<String> wrong =
        admin.post("/console/cases", Map.of("title", " ", "description", "kept", "tags", "a, b"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body())
        .contains("The title must have 1 to 200 characters.", "A tag must have 1 to 50 characters.")
        .contains("kept</textarea>");
  }

  @Test
  void aRuleIsChangedAsAFormAndItsErrorsStandAtTheFields() {
    assertThat(admin.get("/console/rules/disk-high").body())
        .contains("node_disk_used_ratio (path not in /tmp, /run) is above 0.85 for 60 s");
    assertThat(admin.get("/console/rules/disk-high/edit").body())
        .contains("path not_in /tmp, /run</textarea>", "value=\"0.85\"", "value=\"device\"");

    admin.post("/console/rules/disk-high/on", Map.of());
    assertThat(changes)
        .singleElement()
        .asString()
        .contains(
            "\"version\":4", "\"fire\":0.85", "\"enabled\":true", "\"values\":[\"/tmp\",\"/run\"]");

    service.on(
        "/rules",
        call ->
            refuse(
                call,
                400,
                "{\"code\":\"rule.invalid\",\"detail\":\"The rule is"
                    + " wrong.\",\"errors\":[{\"pointer\":\"/condition/selector/labels/1/operator\",\"detail\":\"is"
                    + " missing\"},{\"pointer\":\"/condition/fire\",\"detail\":\"must be a"
                    + " number\"}]}"));
    HttpResponse<String> wrong =
        admin.post(
            "/console/rules",
            Map.of("kind", "threshold", "id", "mine", "fire", "much", "labels", "a in b\nc"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body())
        .contains("Labels: entry 2: is missing", "This limit: must be a number")
        .contains("value=\"much\"", "a in b\nc</textarea>");
  }

  @Test
  void deletingARuleSaysWhatItResolvesAndWantsItsName() {
    assertThat(admin.get("/console/rules/disk-high/delete").body())
        .contains("Delete rule disk-high?", "It resolves the open alert of this rule.");
    assertThat(admin.get("/console/rules/disk-high/off").body())
        .contains("It resolves the open alert of this rule.");

    HttpResponse<String> untyped =
        admin.post("/console/rules/disk-high/delete", Map.of("typed", "x"));
    assertThat(untyped.statusCode()).isEqualTo(400);
    assertThat(untyped.body()).contains("Type exactly disk-high");
    assertThat(changes).isEmpty();
    assertThat(
            admin
                .post("/console/rules/disk-high/delete", Map.of("typed", "disk-high"))
                .statusCode())
        .isEqualTo(303);
    assertThat(changes).singleElement().asString().startsWith("DELETE");
  }

  @Test
  void filesHoldNoFormula() {
    service.on("/alerts", call -> call.answer(JSON, page(alert("=a", "open", "=cmd|1"))));

    assertThat(admin.get("/console/alerts.csv?state=open").body())
        .startsWith("id,severity,")
        .contains("'=a,critical,open,'=cmd|1,");
    assertThat(admin.get("/console/cases.csv").body()).startsWith("id,title,");
    assertThat(admin.get("/console/rules.csv").body()).contains("disk-high,true,high,");
    assertThat(admin.get("/console/deliveries.csv").body()).contains("d,refused,log,");
  }
}
