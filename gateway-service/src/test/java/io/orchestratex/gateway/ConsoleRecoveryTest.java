package io.orchestratex.gateway;

import static io.orchestratex.gateway.RecoveryAnswers.backup;
import static io.orchestratex.gateway.RecoveryAnswers.page;
import static io.orchestratex.gateway.RecoveryAnswers.plan;
import static io.orchestratex.gateway.RecoveryAnswers.restore;
import static io.orchestratex.gateway.RecoveryAnswers.run;
import static io.orchestratex.gateway.RecoveryAnswers.schedule;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchestratex.contracts.MaintenanceEvent;
import io.orchestratex.gateway.StubService.Call;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console's pages about restores, backups and schedules, without a browser. */
class ConsoleRecoveryTest extends StubbedConsole {

  private static final String JSON = "content-type: application/json\r\n";
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  ConsoleRecoveryTest() {
    super("consolerecovery", Map.of(DEADLINE, "1s"));
  }

  @BeforeEach
  void answer() {
    bodies.clear();
    service.on(
        "/targets",
        call ->
            call.answer(
                JSON,
                page(
                    "{\"id\":\"mongodb\",\"engine\":\"mongodb\",\"reachable\":true,\"scopes\":[\"server\",\"database\",\"collection\"]}",
                    "{\"id\":\"postgresql\",\"engine\":\"postgresql\",\"reachable\":false,\"failure\":\"refused\",\"scopes\":[\"server\",\"database\"]}")));
    service.on(
        "/vaults", call -> call.answer(JSON, page("{\"name\":\"default\",\"usable\":true}")));
    service.on("/backups", call -> call.answer(JSON, page(backup("b1"))));
    service.on("/backups/b1", call -> call.answer(JSON, backup("b1")));
    service.on("/restores", call -> planOr(call, page(restore("swapping"))));
    service.on("/restores/r1", call -> call.answer(JSON, restore("swapping")));
    service.on("/restores/r1/give-up", call -> call.answer(JSON, restore("rollback_failed")));
    service.on("/schedules", call -> listed(call));
    service.on("/schedules/nightly", call -> kept(call, schedule("nightly", "active")));
    service.on("/history", call -> call.answer(JSON, page(run("skipped"), run("ordered"))));
  }

  private void listed(Call call) throws IOException {
    kept(
        call,
        call.head.startsWith("GET")
            ? page(schedule("nightly", "active"), schedule("weekly", "paused"))
            : schedule("hourly", "active"));
  }

  private void kept(Call call, String answer) throws IOException {
    if (!call.head.startsWith("GET")) {
      bodies.add(new String(call.body(), UTF_8));
    }
    call.answer(JSON, answer);
  }

  /** A confirmation begins a restore, anything else that is sent is answered with the plan. */
  private void planOr(Call call, String list) throws IOException {
    if (call.head.startsWith("GET")) {
      call.answer(JSON, list);
      return;
    }
    String body = new String(call.body(), UTF_8);
    bodies.add(body);
    call.answer(JSON, body.contains("\"confirm\":true") ? restore("queued") : plan("", "new"));
  }

  private static Map<String, String> confirmation(String typed) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("backup", "b1");
    fields.put("scope", "databases");
    fields.put("target", "mongodb");
    fields.put("database", "shop");
    fields.put("token", "token-old");
    fields.put("word", "restore mongodb");
    fields.put("typed", typed);
    return fields;
  }

  private void refuseConfirmations(int status, String code) {
    service.on(
        "/restores",
        call -> {
          String body = new String(call.body(), UTF_8);
          bodies.add(body);
          String problem =
              "{\"code\":\"%s\",\"detail\":\"refused because\",\"status\":%d}"
                  .formatted(code, status);
          if (body.contains("\"confirm\":true")) {
            call.send(
                "HTTP/1.1 "
                    + status
                    + " No\r\ncontent-type: application/problem+json\r\ncontent-length: "
                    + problem.length()
                    + "\r\n\r\n"
                    + problem);
          } else {
            call.answer(JSON, plan("", "new"));
          }
        });
  }

  @Test
  void aPlanSaysWhatHappensToEachObjectBeforeAnythingHappens() {
    HttpResponse<String> chosen =
        admin.post(
            "/console/restores/plan",
            Map.of("backup", "b1", "scope", "databases", "target", "mongodb", "database", "shop"));
    String address = chosen.headers().firstValue("Location").orElseThrow();
    HttpResponse<String> page = admin.get(address);

    assertThat(address)
        .isEqualTo("/console/restores/plan?backup=b1&scope=databases&target=mongodb&database=shop");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("shop.customers", "replaced", "1,250", "1,249")
        .contains("created", "removed", "8,412", "older than 1 h 0 min")
        .contains("everything written after 2026-11-27 02:15:00 UTC is lost", "1 min 15 s")
        .contains("what was written after goes", "they belong to the server")
        .contains("Type <code>restore mongodb</code>", "value=\"token-new\"", "&lt;script&gt;")
        .doesNotContain("<script>alert");
    assertThat(bodies)
        .singleElement()
        .asString()
        .contains("\"databases\":[\"shop\"]", "\"targets\":[\"mongodb\"]")
        .doesNotContain("confirm");
  }

  @Test
  void whatGoesElsewhereIsAskedForAndKeptUntilItIsConfirmed() {
    Map<String, String> fields = confirmation("");
    fields.put("vault", "offsite");
    fields.put("into", "mongodb");
    fields.put("as", "shop = shop_copy");
    fields.put("replace", "true");
    assertThat(admin.get("/console/restores/new?backup=b1&vault=offsite").body())
        .contains("<option value=\"offsite\" selected", "<option value=\"default\"")
        .contains("Where to", "<option value=\"postgresql\"", "export this backup");

    String address =
        admin.post("/console/restores/plan", fields).headers().firstValue("Location").orElseThrow();
    HttpResponse<String> page = admin.get(address);

    assertThat(address).endsWith("&vault=offsite&into=mongodb&as=shop+%3D+shop_copy&replace=true");
    assertThat(bodies.getLast())
        .contains(
            "\"vault\":\"offsite\"",
            "\"into\":\"mongodb\"",
            "\"as\":{\"shop\":\"shop_copy\"}",
            "\"replace\":true");
    assertThat(page.body())
        .contains("the vault offsite only", "name=\"vault\" value=\"offsite\"")
        .contains("name=\"as\" value=\"shop = shop_copy\"", "name=\"into\" value=\"mongodb\"")
        .contains("server does not say how much room it has");
    fields.put("as", "shop_copy");
    HttpResponse<String> unclear = admin.post("/console/restores/plan", fields);
    assertThat(unclear.statusCode()).isEqualTo(400);
    assertThat(unclear.body()).contains("Write each new name on a line of its own");
  }

  @Test
  void aMaintenanceIsSaidOnEachPageAndItsChangesAreNotMade() {
    Instant now = Instant.now();
    String id = "m-" + UUID.randomUUID();
    gateway.publish(
        new MaintenanceEvent.Declared(
            id, List.of("alert-service"), "<b>a move</b>", null, "ann", now, now.plusSeconds(60)),
        UUID.randomUUID().toString());

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            admin
                .get("/console/restores")
                .body()
                .contains("&lt;b&gt;a move&lt;/b&gt;: alert-service takes no changes, until"));

    gateway.publish(
        new MaintenanceEvent.Ended(id, List.of("alert-service"), "over", now),
        UUID.randomUUID().toString());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !admin.get("/console/restores").body().contains("takes no changes"));
  }

  @Test
  void aConfirmationCarriesTheTokenOnceTheWordIsTyped() {
    HttpResponse<String> wrong = admin.post("/console/restores", confirmation("restore"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body())
        .contains("Type exactly restore mongodb", "value=\"restore\"", "value=\"token-new\"");
    assertThat(bodies).noneMatch(body -> body.contains("\"confirm\":true"));

    HttpResponse<String> right = admin.post("/console/restores", confirmation("restore mongodb"));
    assertThat(right.headers().firstValue("Location")).hasValue("/console/restores/r1");
    assertThat(bodies.getLast())
        .contains("\"confirm\":true", "\"plan_token\":\"token-old\"", "\"databases\":[\"shop\"]");
  }

  @Test
  void aStalePlanIsMadeAgainAndNothingThatWasChosenIsLost() {
    refuseConfirmations(409, "restore.plan-stale");

    HttpResponse<String> page = admin.post("/console/restores", confirmation("restore mongodb"));

    assertThat(page.statusCode()).isEqualTo(409);
    assertThat(page.body())
        .contains("Nothing was restored", "the plan as it is now")
        .contains("name=\"token\" value=\"token-new\"", "name=\"database\" value=\"shop\"")
        .contains("id=\"typed\" name=\"typed\" value=\"restore mongodb\"");
  }

  @Test
  void aConfirmationWhoseAnswerIsLostIsSentAgainWithTheSameToken() {
    refuseConfirmations(503, "backup.unavailable");

    HttpResponse<String> page = admin.post("/console/restores", confirmation("restore mongodb"));

    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body())
        .contains("Did the restore begin?", "refused because", "value=\"token-old\"");
    assertThat(bodies).hasSize(1);
  }

  @Test
  void anObstacleLeavesNothingToConfirm() {
    service.on(
        "/restores", call -> call.answer(JSON, plan("\"mongodb: the disk is full.\"", "new")));

    assertThat(admin.get("/console/restores/plan?backup=b1").body())
        .contains("What prevents it", "the disk is full")
        .doesNotContain("name=\"typed\"");
  }

  @Test
  void whatCanBeChosenIsWhatTheTargetsCanDo() {
    assertThat(admin.get("/console/restores/new").body())
        .contains("/console/restores/new?backup=b1", "partial");
    assertThat(service.headsOf("state=succeeded")).isNotEmpty();

    String page = admin.get("/console/restores/new?backup=b1&scope=databases&database=shop").body();
    assertThat(page)
        .contains("name=\"database\" value=\"shop\" checked", "value=\"blog\"")
        .contains("name=\"database\" value=\"a.b &amp; c\"", "does not answer now: refused")
        .contains("name=\"collection\" value=\"shop.orders\"")
        .doesNotContain("name=\"collection\" value=\"&#34;a.b");
    HttpResponse<String> none =
        admin.post("/console/restores/plan", Map.of("backup", "b1", "scope", "collections"));
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(none.body()).contains("Tick at least one collection.");
  }

  @Test
  void aRestoreShowsItsStepsItsReportAndTheWayBack() {
    String list = admin.get("/console/restores?state=swapping&target=mongodb&page=2").body();
    String page = admin.get("/console/restores/r1").body();

    assertThat(service.headsOf("state=swapping").getLast()).contains("target=mongodb", "offset=25");
    assertThat(list).contains("value=\"swapping\" selected");
    assertThat(page)
        .contains("76 %", "Back up what is replaced", "2.0 s", "Put in place")
        .contains("2 objects were read back", "1 differs", "8,411", "could not be built")
        .contains(
            "The restore has not ended yet.",
            "which cannot be cancelled",
            "data-live-key=\"r1\"",
            "&lt;script&gt;")
        .doesNotContain("<script>alert");
    assertThat(page.indexOf("shop.short")).isLessThan(page.indexOf("shop.equal"));
    assertThat(admin.get("/console/restores.csv").body()).contains("r1,swapping,b1,mongodb,shop");
    service.on("/restores/r1", call -> call.answer(JSON, restore("rolled_back")));
    assertThat(admin.get("/console/restores/r1").body())
        .contains("/console/restores/new?backup=s1&amp;scope=databases&amp;target=mongodb");
  }

  @Test
  void givingUpIsForOperatorsAndTyped() {
    assertThat(admin.get("/console/restores/r1/give-up").body()).contains("give up r1", "s1");
    HttpResponse<String> wrong = admin.post("/console/restores/r1/give-up", Map.of("typed", "r1"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(service.headsOf("/r1/give-up")).isEmpty();

    admin.post("/console/restores/r1/give-up", Map.of("typed", "give up r1"));
    assertThat(service.headsOf("/r1/give-up")).hasSize(1);
    Browser analyst = Browser.person(gateway, "analyst");
    assertThat(analyst.get("/console/restores/r1").body()).contains("This needs the role operator");
    assertThat(analyst.post("/console/restores/r1/give-up", Map.of()).statusCode()).isEqualTo(403);
  }

  @Test
  void whoOnlyReadsPlansRunsAndChangesNothing() {
    Browser analyst = Browser.person(gateway, "analyst");
    assertThat(analyst.get("/console/restores").body()).contains("This needs the role operator");
    assertThat(analyst.get("/console/restores/r1").statusCode()).isEqualTo(200);
    assertThat(analyst.get("/console/schedules").statusCode()).isEqualTo(200);
    assertThat(analyst.get("/console/schedules/nightly").statusCode()).isEqualTo(200);
    for (String page : List.of("/console/restores/new", "/console/schedules/new")) {
      assertThat(analyst.get(page).statusCode()).as(page).isEqualTo(403);
    }
    for (String act :
        List.of("/console/restores", "/console/restores/r1/cancel", "/console/schedules/pause")) {
      assertThat(analyst.post(act, Map.of()).statusCode()).as(act).isEqualTo(403);
    }
    assertThat(Browser.person(gateway, "agent").get("/console/schedules").statusCode())
        .isEqualTo(403);
    assertThat(bodies).isEmpty();
  }

  @Test
  void eachFileAndEachDatabaseOfABackupHasItsDownload() {
    String page = admin.get("/console/backups/b1").body();

    assertThat(page)
        .contains("/console/backups/b1/export?target=mongodb\"")
        .contains("/console/backups/b1/export?target=mongodb&amp;database=blog\"")
        .contains("/console/backups/b1/export?target=postgresql&amp;database=a.b%20%26%20c\"")
        .contains("not everything: 1 missing", "4.0 KiB read", "/console/restores/new?backup=b1")
        .doesNotContain("/console/backups/b1/export?target=postgresql\"", "<script>alert");
  }

  @Test
  void aScheduleSaysInWordsWhenItIsDue() {
    String list = admin.get("/console/schedules?name=night").body();
    assertThat(list)
        .contains("at 02:30, Monday to Friday", "Europe/Berlin", "href=\"/console/backups/b1\"")
        .doesNotContain("schedule-weekly", "<script>alert");

    String page = admin.get("/console/schedules/nightly").body();
    assertThat(page).contains("skipped", "The next five times", "02:30 +0", "&lt;script&gt;");
    assertThat(page.split("<li>[A-Z][a-z]+day, ", -1)).hasSize(6);
    assertThat(admin.get("/console/schedules/nightly/history").body()).contains("of 2 due times");
    assertThat(admin.get("/console/schedules/nightly/history.csv").body()).contains(",skipped,b1,");
  }

  @Test
  void timesAreShownBeforeAScheduleIsSaved() {
    String shown = admin.get("/console/schedules/preview?cron=0+0+1+1+*&zone=Asia%2FTokyo").body();
    assertThat(shown)
        .contains("on day 1 of the month in January", "1 January", "00:00 +09:00")
        .doesNotContain("<html");
    assertThat(admin.get("/console/schedules/preview?cron=0+0+30+2+*&zone=UTC").body())
        .contains("No time ever matches it");
    assertThat(admin.get("/console/schedules/preview?cron=%3Cscript%3E&zone=UTC").body())
        .contains("not a cron expression")
        .doesNotContain("<script>");

    Map<String, String> form = new LinkedHashMap<>();
    form.put("id", "hourly");
    form.put("action", "full-backup");
    form.put("cron", "0 * * * *");
    form.put("zone", "Asia/Tokyo");
    form.put("missed", "skip");
    form.put("missed_limit", "7");
    form.put("target", "mongodb");
    form.put("preview", "yes");
    assertThat(admin.post("/console/schedules", form).body())
        .contains("every hour", "value=\"hourly\"", "value=\"mongodb\" checked");
    assertThat(bodies).isEmpty();
    form.remove("preview");
    assertThat(admin.post("/console/schedules", form).headers().firstValue("Location"))
        .hasValue("/console/schedules/hourly");
    assertThat(bodies.getLast())
        .contains("\"zone\":\"Asia/Tokyo\"", "\"missed_limit\":7", "\"targets\":[\"mongodb\"]");
  }

  @Test
  void anActionOnSchedulesNamesThemAndDeletingIsTyped() {
    HttpResponse<String> asked =
        admin.post("/console/schedules/actions", Map.of("action", "delete", "all", "yes"));
    assertThat(asked.body()).contains("Delete 2 schedules?", "delete 2 schedules", "weekly");
    HttpResponse<String> untyped =
        admin.post("/console/schedules/each/delete", Map.of("id", "nightly", "typed", "x"));
    assertThat(untyped.statusCode()).isEqualTo(400);
    assertThat(service.heads).noneMatch(head -> head.startsWith("DELETE"));

    admin.post("/console/schedules/each/delete", Map.of("id", "nightly", "typed", "nightly"));
    assertThat(service.heads)
        .filteredOn(head -> head.startsWith("DELETE"))
        .singleElement()
        .asString()
        .startsWith("DELETE /api/v1/schedules/nightly ");
    assertThat(admin.get("/console/schedules/pause").body()).contains("Pause all schedules?");
  }

  @Test
  void aServiceThatIsAwayTakesItsPartOnly() {
    service.on(
        "/history",
        call -> {
          throw new IOException("gone");
        });
    service.on(
        "/targets",
        call -> {
          throw new IOException("gone");
        });

    assertThat(admin.get("/console/schedules/nightly").body())
        .contains("This part does not answer", "Europe/Berlin");
    assertThat(admin.get("/console/restores").body()).contains("restore-r1");
    assertThat(admin.get("/console/restores/new?backup=b1").body()).contains("Show the plan");
  }
}
