package io.orchestratex.gateway;

import static io.orchestratex.gateway.Examples.example;
import static io.orchestratex.gateway.Examples.page;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The pages about the state of everything: start, metrics, system. The services are a stub that
 * answers with the examples of their own API documents.
 */
class StatusPagesTest extends StubbedConsole {

  private static final String ATTACK = "<script>alert(1)</script>'&";
  private static final String JSON = "content-type: application/json\r\n";
  private static final String HOUR = "from=2026-11-27T09:00:00Z&to=2026-11-27T10:00:00Z";

  StatusPagesTest() {
    super("statuspages", Map.of(DEADLINE, "5s"));
  }

  @BeforeEach
  void answer() {
    on("/v1/targets", example("backup-service", "listBackupTargets"));
    on("/v1/readiness", example("backup-service", "listReadiness"));
    on("/v1/backups", page(example("backup-service", "getBackup")));
    on("/v1/restores", example("backup-service", "listRestores"));
    on("/v1/vaults", example("backup-service", "listVaults"));
    on("/v1/alerts/summary", example("alert-service", "getAlertSummary"));
    on("/v1/alerts", example("alert-service", "listAlerts"));
    on("/v1/cases", example("alert-service", "listCases"));
    on("/v1/analytics/usage", example("session-service", "getUsage"));
    on("/v1/schedules", example("service-kit", "listSchedules"));
    service.on(
        "/monitor/targets",
        call ->
            call.answer(
                JSON,
                call.target().contains("state=down")
                    ? page(example("monitor-service", "getTarget"))
                    : call.target().contains("state=unknown")
                        ? page()
                        : example("monitor-service", "listTargets")));
    on("/monitor/targets/redis", example("monitor-service", "getTarget"));
    on("/metrics/names", example("monitor-service", "listMetricNames"));
    on("/metrics/latest", example("monitor-service", "listLatestSamples"));
    on("/metrics/range", example("monitor-service", "queryRange"));
  }

  private void on(String suffix, String body) {
    service.on(suffix, call -> call.answer(JSON, body));
  }

  private void breakOff(String suffix) {
    service.on(
        suffix,
        call -> {
          throw new IOException("gone");
        });
  }

  /** Whatever is asked: a quarter in the first step, a half in the second one. */
  private void measuredFromTheBegin() {
    service.on(
        "/metrics/range",
        call -> {
          Matcher asked = Pattern.compile("name=([^&]+).*from=([^&]+)").matcher(call.target());
          assertThat(asked.find()).isTrue();
          Instant from = Instant.parse(URLDecoder.decode(asked.group(2), StandardCharsets.UTF_8));
          call.answer(
              JSON,
              """
              {"from":"%s","to":"%s","step_seconds":30,"series":[{"name":"%s","target":"redis",
               "labels":{},"points":[[%d,0.25],[%d,0.5]]}]}
              """
                  .formatted(
                      from,
                      from.plusSeconds(60),
                      asked.group(1),
                      from.toEpochMilli(),
                      from.plusSeconds(30).toEpochMilli()));
        });
  }

  private static String shown(Browser browser, String path) {
    HttpResponse<String> page = browser.get(path);
    assertThat(page.statusCode()).as(path).isEqualTo(200);
    return page.body();
  }

  @Test
  void theConsoleBeginsWithWhetherAnythingIsWrong() {
    assertThat(admin.get("/console").headers().firstValue("Location")).hasValue("/console/start");

    String page = shown(admin, "/console/start");

    assertThat(page)
        .contains("things need attention")
        .contains("redis is down: Connection refused", "href=\"/console/metrics/targets/redis\"")
        .contains(
            "1 critical alert is open", "/console/alerts?resolved=false&amp;severity=critical")
        .contains("postgresql is not restorable: There is no undamaged backup")
        .contains("postgresql cannot be reached for backups");
    // Restorable, alerts, cases, jobs, usage, schedules: each leads to its detail.
    assertThat(page)
        .contains("no good backup", "href=\"/console/backups/20261127_020000\"")
        .contains("href=\"/console/backups/new\"")
        .contains("never drilled", "href=\"/console/drills/20261127_063000\"")
        .contains("href=\"/console/alerts/6740a1b2c3d4e5f601234567\"")
        .contains("href=\"/console/cases/6740a1b2c3d4e5f6089abcde\"")
        .contains("href=\"/console/restores/20261127_094211\"")
        .contains("$0.0851", "gpt-4o-mini")
        .contains("href=\"/console/schedules/nightly\"");
    assertThat(service.headsOf("/analytics/usage").getLast())
        .contains("group_by=model", "interval=hour", "zone=Z");
  }

  @Test
  void whereNothingIsWrongItSaysSo() {
    String targets = example("backup-service", "listBackupTargets");
    on(
        "/v1/targets",
        page(
            targets.substring(
                targets.indexOf('[') + 1,
                targets.indexOf("},\n    {\n      \"id\": \"postgresql\"") + 1)));
    on("/v1/alerts/summary", "{\"open\":{},\"total\":0}");
    on("/v1/alerts", page());
    on("/monitor/targets", page());
    for (String name : List.of("session", "backup", "monitor", "alert")) {
      on(
          "/" + name + "-service/system",
          "{\"service\":\"%s-service\",\"version\":\"1\",\"java\":\"25\",\"started_at\":\"2026-11-27T09:00:00Z\",\"engines\":[]}"
              .formatted(name));
    }

    assertThat(shown(admin, "/console/start"))
        .contains("state-of-all good", "Everything is in order.")
        .contains("No alert is open.");
  }

  @Test
  void aJobUnderWayShowsHowFarItIs() {
    on(
        "/v1/backups",
        page(
            example("backup-service", "getBackup")
                .replace("\"percent\": 100", "\"percent\": 42")
                .replaceFirst("\"state\": \"succeeded\"", "\"state\": \"running\"")
                .replaceAll("\"finished_at\": \"[^\"]+\",\\s+\"duration_ms\": \\d+,", "")));

    assertThat(shown(admin, "/console/start"))
        .contains("value=\"42\"", "id=\"running-20261127_021500\"")
        .containsPattern("id=\"jobs\"[^>]+data-live-every=\"2\"")
        .doesNotContain("Nothing is running.");
  }

  @Test
  void aServiceThatIsAwayTakesItsPartsOnly() {
    List.of("/v1/targets", "/v1/backups", "/v1/restores", "/v1/schedules").forEach(this::breakOff);

    String page = shown(admin, "/console/start");

    assertThat(page)
        .contains("backup-service broke off its answer")
        .contains("not known now: restorability, backups and restores, schedules.")
        .contains("href=\"/console/alerts/6740a1b2c3d4e5f601234567\"", "$0.0851");

    List.of(
            "/v1/alerts/summary",
            "/v1/alerts",
            "/v1/cases",
            "/v1/analytics/usage",
            "/monitor/targets",
            "/metrics/latest")
        .forEach(this::breakOff);
    assertThat(shown(admin, "/console/start"))
        .contains("This part does not answer", "gateway-service");
  }

  @Test
  void everybodySeesWhatTheyMay() {
    String agent = shown(Browser.person(gateway, "agent"), "/console/start");
    assertThat(agent)
        .contains("Your prompts today", "gpt-4o-mini", "This needs the role operator or analyst")
        .doesNotContain("Open alerts", "/console/backups/new");
    String analyst = shown(Browser.person(gateway, "analyst"), "/console/start");
    assertThat(analyst)
        .contains("Is each database restorable?", "Not allowed")
        .doesNotContain("href=\"/console/backups/new\"");

    for (String path :
        List.of("/console/metrics", "/console/metrics/explore", "/console/metrics/targets/redis")) {
      assertThat(Browser.person(gateway, "agent").get(path).statusCode()).as(path).isEqualTo(403);
      assertThat(Browser.person(gateway, "analyst").get(path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(Browser.person(gateway, "analyst").get("/console/system").statusCode())
        .isEqualTo(403);
    assertThat(shown(Browser.person(gateway, "operator"), "/console/system"))
        .contains("gateway-service", "/var/lib/orchestratex/vault", "This needs the role admin");
  }

  @Test
  void whatServicesSayIsShownAsText() {
    on("/v1/alerts", example("alert-service", "listAlerts").replace("orchestratex.model", ATTACK));
    on("/v1/cases", example("alert-service", "listCases").replace("orchestratex.model", ATTACK));
    on(
        "/v1/targets",
        example("backup-service", "listBackupTargets").replace("There is no", ATTACK));
    on(
        "/monitor/targets",
        example("monitor-service", "listTargets").replace("Connection refused", ATTACK));
    on(
        "/monitor/targets/redis",
        example("monitor-service", "getTarget").replace("Connection refused", ATTACK));
    on("/metrics/range", example("monitor-service", "queryRange").replace("model_resp", ATTACK));
    on("/v1/vaults", example("backup-service", "listVaults").replace("/var/lib", ATTACK));

    for (String path :
        List.of(
            "/console/start",
            "/console/metrics",
            "/console/metrics/targets/redis",
            "/console/metrics/explore?name=mongodb_collection_documents&" + HOUR,
            "/console/metrics/explore?name=%22%3E%3Cscript%3Ealert(1)",
            "/console/system?q=%22%3E%3Cscript%3Ealert(1)")) {
      assertThat(shown(admin, path))
          .as(path)
          .contains("&lt;script")
          .doesNotContain("<script>alert");
    }
  }

  @Test
  void targetsAreListedAndEachHasAPage() {
    assertThat(shown(admin, "/console/metrics"))
        .contains("1–2 of 2 targets", "href=\"/console/metrics/targets/mongodb\"")
        .contains("Connection refused");
    assertThat(admin.get("/console/metrics.csv").body())
        .contains("redis,redis,redis://127.0.0.1:6379,down");

    measuredFromTheBegin();
    String page = shown(admin, "/console/metrics/targets/redis?range=6h");
    assertThat(page)
        .contains("It cannot be measured (connect):", "gauge-ox_cache_hit_ratio", "50 %")
        .contains("aria-current=\"true\">6h<", "data-chart=")
        .contains("name=redis_memory_used_bytes&amp;target=redis&amp;range=6h")
        .contains("href=\"/console/metrics/explore?name=mongodb_collection_documents");

    service.on(
        "/monitor/targets/nothing",
        call ->
            call.refuse(
                "404 Not Found",
                "{\"status\":404,\"detail\":\"Nothing that is monitored has the id nothing.\"}"));
    HttpResponse<String> none = admin.get("/console/metrics/targets/nothing");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.body()).contains("Nothing that is monitored has the id nothing.");
  }

  @Test
  void theListOfTargetsIsFilteredByTheService() {
    assertThat(shown(admin, "/console/metrics?state=down&q=red"))
        .contains("1–1 of 1 target", "value=\"down\" selected", "value=\"red\"")
        .doesNotContain("targets/mongodb");
    assertThat(service.headsOf("/monitor/targets").getLast()).contains("state=down&q=red");
    assertThat(admin.get("/console/metrics.csv?state=down").body())
        .contains("redis,redis")
        .doesNotContain("mongodb");
    assertThat(shown(admin, "/console/metrics?state=unknown")).contains("No target matches");
  }

  /** A page that read all of them would ask twenty times, once after the other. */
  @Test
  void pagesAskOnceHoweverManyTargetsThereAre() {
    String many =
        example("monitor-service", "listTargets").replace("\"total\": 2", "\"total\": 2000");
    on("/monitor/targets", many);
    for (String path :
        List.of(
            "/console/start",
            "/console/metrics",
            "/console/metrics/targets/redis",
            "/console/metrics/explore")) {
      int before = service.headsOf("/monitor/targets").size();
      String page = shown(admin, path);
      assertThat(service.headsOf("/monitor/targets").size() - before)
          .as(path)
          .isLessThanOrEqualTo(3);
      if (path.endsWith("/explore")) {
        assertThat(page).contains("list=\"targets\"", "<datalist id=\"targets\">");
      }
    }
  }

  @Test
  void theExplorerShowsWhatItsAddressSays() {
    measuredFromTheBegin();
    String page =
        shown(
            admin,
            "/console/metrics/explore?name=mongodb_collection_documents&target=mongodb"
                + "&label=database:orchestratex,collection:model_responses&compare=yes"
                + "&aggregation=max&"
                + HOUR);

    assertThat(page)
        .contains("value=\"mongodb_collection_documents\"", "value=\"mongodb\" selected")
        .contains("value=\"database:orchestratex, collection:model_responses\"")
        .contains("value=\"2026-11-27T09:00:00Z\"", "value=\"max\" selected", "0.500")
        .contains("redis, before")
        // A restore and an alert happened then, and each leads to its page; the backup was earlier.
        .doesNotContain("href=\"/console/backups/20261127_021500\"")
        .contains("href=\"/console/restores/20261127_094211\"")
        .contains("href=\"/console/alerts/6740a1b2c3d4e5f601234567\"");
    List<String> asked =
        service.headsOf("/metrics/range").stream()
            .map(head -> URI.create(head.split(" ", 3)[1]).getQuery())
            .toList();
    assertThat(asked)
        .anySatisfy(query ->
            assertThat(query)
                .contains("from=2026-11-27T09:00:00Z", "to=2026-11-27T10:00:", "aggregation=max")
                .contains("label=database:orchestratex&label=collection:model_responses"))
        .anySatisfy(query ->
            assertThat(query).contains("from=2026-11-27T07:59:", "to=2026-11-27T09:00:00Z"));
    assertThat(shown(admin, "/console/metrics/explore?name=x&marks=no&" + HOUR))
        .doesNotContain("What happened");
  }

  @Test
  void aWindowThatIsNoneIsExplained() {
    assertThat(shown(admin, "/console/metrics/explore?name=x&from=yester%3Cday"))
        .contains("yester&lt;day is no time", "value=\"yester&lt;day\"", "aria-invalid=\"true\"");
    assertThat(
            shown(
                admin, "/console/metrics/explore?name=x&from=2026-11-27T10:00&to=2026-11-27T09:00"))
        .contains("The begin must be before the end");
    assertThat(shown(admin, "/console/metrics/explore")).contains("Choose a metric");
    on(
        "/metrics/range",
        "{\"from\":\"2026-11-27T09:00:00Z\",\"to\":\"2026-11-27T10:00:00Z\",\"step_seconds\":15,\"series\":[]}");
    assertThat(shown(admin, "/console/metrics/explore?name=nothing&" + HOUR))
        .contains("No series of nothing has values");
  }

  @Test
  void anOutageOfWhatHappenedLeavesTheLines() {
    List.of("/v1/backups", "/v1/alerts").forEach(this::breakOff);

    assertThat(shown(admin, "/console/metrics/explore?name=mongodb_collection_documents&" + HOUR))
        .contains("Not drawn, as they cannot be read now: backups, alerts.", "data-chart=");
  }

  @Test
  void theSystemShowsPartsVaultsAndSettingsWithoutSecrets() {
    String page = shown(admin, "/console/system");

    assertThat(page)
        .contains("gateway-service", "backup-service", "away", "mongodb")
        .contains("its mark is there", "/var/lib/orchestratex/vault", "href=\"/openapi.json\"")
        .contains("orchestratex.gateway.console.service-deadline")
        .doesNotContain(TestGateway.PASSWORD, "a secret for tests only");
    String found = shown(admin, "/console/system?q=SERVICE-DEADLINE&origin=changed");
    assertThat(found)
        .containsPattern("1 of \\d+ settings")
        .contains("value=\"SERVICE-DEADLINE\"", "value=\"changed\" selected", "environment")
        .contains("<code>orchestratex.gateway.console.service-deadline</code>");
    assertThat(shown(admin, "/console/system?q=nothing-like-this"))
        .contains("No setting matches.", "clear filters");
  }
}
