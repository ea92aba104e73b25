package io.orchestratex.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console's pages about targets, without a browser. */
class ConsoleTargetsTest extends StubbedConsole {

  private static final String JSON = "content-type: application/json\r\n";
  private static final String ATTACK = "<script>alert(1)</script>";
  private static final String ORDERS = "/console/targets/orders";
  private static final String NONE =
      "{\"status\":404,\"code\":\"backup.target-unknown\",\"detail\":\"There is no target\"}";

  private final List<String> sent = new CopyOnWriteArrayList<>();

  ConsoleTargetsTest() {
    super("consoletargets", Map.of(DEADLINE, "5s"));
  }

  @BeforeEach
  void answer() {
    sent.clear();
    backups(Examples.example("backup-service", "addBackupTarget"));
    watches("monitor-service", "addTarget");
    on("/v1/targets/orders", Examples.example("backup-service", "addBackupTarget"));
    on("/monitor/targets/orders", Examples.example("monitor-service", "addTarget"));
    on("/v1/targets/test", Examples.example("backup-service", "testBackupTarget"));
    on("/monitor/targets/test", Examples.example("monitor-service", "testTarget"));
    on("/v1/targets/orders/test", Examples.example("backup-service", "testBackupConnection"));
    on("/monitor/targets/orders/test", Examples.example("monitor-service", "testTarget"));
  }

  private void backups(String added) {
    service.on(
        "/v1/targets",
        call ->
            call.answer(
                JSON,
                noted(call).startsWith("GET")
                    ? Examples.example("backup-service", "listBackupTargets")
                    : added));
  }

  private void watches(String module, String added) {
    service.on(
        "/monitor/targets",
        call ->
            call.answer(
                JSON,
                noted(call).startsWith("GET")
                    ? Examples.example(module, "listTargets")
                    : Examples.example(module, added)));
  }

  private String noted(StubService.Call call) throws IOException {
    if (!call.head.startsWith("GET")) {
      sent.add(call.head.lines().findFirst().orElse("") + " " + new String(call.body(), UTF_8));
    }
    return call.head;
  }

  private void on(String suffix, String body) {
    service.on(
        suffix,
        call -> {
          noted(call);
          call.answer(JSON, body);
        });
  }

  private void refused(String suffix, int status, String problem) {
    service.on(
        suffix,
        call -> {
          noted(call);
          call.send(
              "HTTP/1.1 %d Refused\r\ncontent-type: application/problem+json\r\ncontent-length: %d\r\n\r\n%s"
                  .formatted(status, problem.getBytes(UTF_8).length, problem));
        });
  }

  private static Map<String, String> form() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("uri", "mongodb://backup@db1.example.org/?tls=true");
    form.put("password", "not-shown-again");
    form.put("labels", "team=shop\n");
    form.put("side", "BACKUP");
    return form;
  }

  @Test
  void joinsWhatIsBackedUpAndWhatIsWatchedAndNamesTheGap() {
    String page = admin.get("/console/targets").body();
    assertThat(page)
        .contains(
            "id=\"target-mongodb\"",
            "restorable",
            "id=\"target-postgresql\"",
            "href=\"/console/targets/new?id=postgresql&amp;only=watch\"",
            "Watch it, too",
            "id=\"target-redis\"",
            "href=\"/console/targets/new?id=redis&amp;only=backup\"")
        .doesNotContain("id=host&amp;only=backup");
  }

  @Test
  void withoutAnyTheCommandIsNamedThatFindsSome() {
    String none = "{\"items\":[],\"paging\":{\"limit\":100,\"offset\":0,\"total\":0}}";
    on("/v1/targets", none);
    on("/monitor/targets", none);
    assertThat(admin.get("/console/targets").body()).contains("<code>ox adopt</code>");
  }

  @Test
  void aServiceThatIsAwayTakesItsPartAndNoGapIsClaimed() {
    service.on(
        "/monitor/targets",
        call -> {
          throw new IOException("gone");
        });
    assertThat(admin.get("/console/targets").body())
        .contains("id=\"target-postgresql\"", "not known now")
        .doesNotContain("Watch it, too");
  }

  @Test
  void theFormTestsFirstAndShowsEachStep() {
    on("/v1/targets/test", Examples.example("backup-service", "testBackupConnection"));
    HttpResponse<String> answer = admin.post("/console/targets", form());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains(
            "Nothing was added",
            "permission",
            "GRANT pg_read_all_data TO backup;",
            "mongodb://backup@db1.example.org/?tls=true")
        .doesNotContain("not-shown-again");
    assertThat(sent).hasSize(1);
  }

  @Test
  void whatPassedIsAddedToBothUnderOneId() {
    Map<String, String> form = form();
    form.put("uri", "mongodb://backup:in-the-uri@db1.example.org/");
    HttpResponse<String> added = admin.post("/console/targets", form);
    assertThat(added.headers().firstValue("Location")).hasValue(ORDERS);
    assertThat(sent)
        .anyMatch(call ->
            call.startsWith("POST /api/v1/targets?test=false ")
                && call.contains("\"password\":\"not-shown-again\"")
                && call.contains("\"labels\":{\"team\":\"shop\"}"));

    form.put("side", "WATCH");
    form.put("target_id", "orders");
    form.put("untested", "true");
    sent.clear();
    admin.post("/console/targets", form);
    assertThat(sent)
        .singleElement()
        .asString()
        .startsWith("POST /api/v1/monitor/targets?test=false ")
        .contains("\"id\":\"orders\"");
  }

  @Test
  void aRefusalStaysInTheFormWithoutThePassword() {
    refused(
        "/v1/targets/test",
        400,
        """
        {"status":400,"code":"backup.target-invalid","detail":"/uri has the scheme gopher%s",
         "errors":[{"pointer":"/uri","detail":"has the scheme gopher"}]}\
        """
            .formatted(ATTACK));
    Map<String, String> form = form();
    form.put("uri", "gopher://u:in-the-uri@h/");
    form.put("labels", ATTACK + "=x");
    assertThat(admin.post("/console/targets", form).body())
        .contains("has the scheme gopher", "gopher://u@h/")
        .doesNotContain("in-the-uri", "not-shown-again", "<script>alert");
    form.put("labels", "no value");
    assertThat(admin.post("/console/targets", form).body()).contains("as name=value");
    form.remove("side");
    assertThat(admin.post("/console/targets", form).body()).contains("Choose what it is for");
  }

  @Test
  void aTargetIsTestedAndRemovedAfterItsNameWasTyped() {
    assertThat(admin.get(ORDERS).body())
        .contains("added by a person", "Remove…", "team=shop", "its metrics");
    assertThat(admin.post(ORDERS + "/test", Map.of()).body())
        .contains("A step failed.", "GRANT pg_read_all_data TO backup;", "To be watched");

    assertThat(admin.get(ORDERS + "/remove").body()).contains("Remove target orders?");
    sent.clear();
    assertThat(admin.post(ORDERS + "/remove", Map.of("typed", "order")).body())
        .contains("Type exactly orders");
    assertThat(sent).isEmpty();
    HttpResponse<String> removed = admin.post(ORDERS + "/remove", Map.of("typed", "orders"));
    assertThat(removed.headers().firstValue("Location")).hasValue("/console/targets");
    assertThat(sent)
        .map(call -> call.split(" HTTP", 2)[0])
        .containsExactly("DELETE /api/v1/targets/orders", "DELETE /api/v1/monitor/targets/orders");
  }

  @Test
  void whatIsOnlyWatchedSaysTheCommandThatClosesTheGap() {
    refused("/v1/targets/orders", 404, NONE);
    assertThat(admin.get(ORDERS).body())
        .contains(
            "It is only watched",
            "ox target add mongodb://USER@db1.example.org:27017 --id orders --backup-only");
    refused("/monitor/targets/orders", 404, NONE);
    assertThat(admin.get(ORDERS).statusCode()).isEqualTo(404);
  }
}
