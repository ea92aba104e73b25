package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.SessionEvent;
import io.orchestratex.gateway.console.frame.Section;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console's pages and its live stream, without a browser; the services are a stub. */
class ConsolePagesTest extends StubbedConsole {

  private static final String ATTACK = "<script>alert(1)</script>\"'&";
  private static final String JSON = "content-type: application/json\r\n";

  ConsolePagesTest() {
    super(
        "consolepages",
        Map.of(
            "ORCHESTRATEX_GATEWAY_CONSOLE_STREAMS_PER_USER",
            "3",
            "ORCHESTRATEX_GATEWAY_CONSOLE_HEARTBEAT",
            "200ms",
            DEADLINE,
            "1s"));
  }

  @BeforeEach
  void answer() {
    service.on(
        "/targets",
        call ->
            call.answer(
                JSON, page("{\"id\":\"mongodb\",\"engine\":\"mongodb\",\"reachable\":true}")));
    service.on("/backups", call -> call.answer(JSON, page(backup("20261127_100000", ATTACK))));
  }

  private static String page(String... items) {
    return "{\"items\":["
        + String.join(",", items)
        + "],\"paging\":{\"limit\":25,\"offset\":0,\"total\":60}}";
  }

  private static String backup(String id, String label) {
    return """
    {"id":"%s","vault":"default","kind":"full","label":"%s","state":"succeeded","targets":["mongodb"],
     "progress":{"percent":100,"bytes":1,"phase":"done","detail":""},"attempt":1,"parts":[],
     "completeness":"complete","left_out":[],"verified":true,"requested_by":"=cmd|1","waits_for":[],
     "created_at":"2026-11-27T10:00:00Z","source_bytes":2048,"stored_bytes":1024,"added_bytes":512,"duration_ms":1500,
     "bytes_per_second":1365,"trend":{"of":7,"median_duration_ms":900,"verdict":"slower"}}
    """
        .formatted(id, label.replace("\"", "\\\""));
  }

  @Test
  void aListShowsWhatTheServiceAnswersAsText() {
    HttpResponse<String> page = admin.get("/console/backups");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("1–1 of 60 backups", "20261127_100000", "2.0 KiB → 1.0 KiB", "&lt;script&gt;")
        .contains("1.5 s · 1.3 KiB/s", "The last 7 before it took 900 ms", "slower")
        .doesNotContain("<script>alert");
  }

  @Test
  void whatTheAddressSaysIsAskedOfTheServiceForTheWholeSet() {
    HttpResponse<String> page =
        admin.get("/console/backups?state=failed&target=mongodb&label=a%26b&size=10&page=3&sort=x");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(service.headsOf("label=a%26b").getLast())
        .contains("state=failed", "target=mongodb", "limit=10", "offset=20");
    assertThat(page.body())
        .contains("value=\"failed\" selected", "value=\"a&amp;b\"")
        .contains(
            "/console/backups?state=failed&amp;target=mongodb&amp;label=a%26b&amp;size=10&amp;page=2");
  }

  @Test
  void theServiceIsCalledAsThePersonAndWithinTheTrace() {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    admin.get("/console/backups?label=traced", "traceparent", trace);

    String head = service.headsOf("label=traced").getLast();
    assertThat(head).contains("4bf92f3577b34da6a3ce929d0e0e4736");
    Matcher token = Pattern.compile("(?i)authorization: Bearer (\\S+)").matcher(head);
    assertThat(token.find()).isTrue();
    assertThat(gateway.get("/api/v1/auth/me", token.group(1)).body()).contains("\"admin\"");
  }

  @Test
  void aServiceThatBreaksOffTakesItsPartOnly() {
    service.on(
        "/backups",
        call -> {
          throw new IOException("gone");
        });

    HttpResponse<String> page = admin.get("/console/backups");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("This part does not answer", "backup-service broke off its answer", "Try again")
        .contains("aria-label=\"Sections\"");
  }

  @Test
  void aRefusalOfTheServiceIsShownInItsWords() {
    String problem = "{\"code\":\"backup.unknown\",\"detail\":\"No backup has the id nothing.\"}";
    service.on(
        "/backups/nothing",
        call ->
            call.send(
                "HTTP/1.1 404 Not Found\r\ncontent-type: application/problem+json\r\n"
                    + "content-length: "
                    + problem.length()
                    + "\r\n\r\n"
                    + problem));

    HttpResponse<String> page = admin.get("/console/backups/nothing");

    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body())
        .contains("No such thing", "No backup has the id nothing. It was deleted, or")
        .contains("class=\"button\" href=\"/console/backups\">Backups</a>");
  }

  @Test
  void whoMayNotReadsWhy() {
    HttpResponse<String> page = Browser.person(gateway, "agent").get("/console/backups");

    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("Not allowed", "This needs the role operator or analyst");
    HttpResponse<String> reader = Browser.person(gateway, "analyst").get("/console/backups");
    assertThat(reader.statusCode()).isEqualTo(200);
    assertThat(reader.body())
        .contains("disabled title=\"This needs the role operator;")
        .doesNotContain("href=\"/console/backups/new\"");
    assertThat(
            Browser.person(gateway, "analyst")
                .post("/console/backups/delete", Map.of())
                .statusCode())
        .isEqualTo(403);
  }

  private Collection<Section> sections() {
    Collection<Section> sections =
        gateway.server().getApplicationContext().getBeansOfType(Section.class);
    assertThat(sections).isNotEmpty();
    return sections;
  }

  @Test
  void everySectionIsForItsRolesAlone() {
    for (String role : List.of("operator", "analyst", "agent")) {
      Browser browser = Browser.person(gateway, role);
      for (Section section : sections()) {
        HttpResponse<String> page = browser.get(section.path());
        if (section.roles().contains(role)) {
          assertThat(page.statusCode()).as("%s as %s", section.path(), role).isNotEqualTo(403);
        } else {
          assertThat(page.statusCode()).as("%s as %s", section.path(), role).isEqualTo(403);
          assertThat(page.body())
              .contains("Not allowed", "This needs the role")
              .doesNotContain("href=\"" + section.path() + "\"");
        }
      }
    }
  }

  @Test
  void everySectionStandsWhenNoServiceDoes() {
    List<String> all = List.of("", "/targets", "/backups");
    for (String suffix : all) {
      service.on(
          suffix,
          call -> {
            throw new IOException("gone");
          });
    }
    for (Section section : sections()) {
      HttpResponse<String> page = admin.get(section.path());
      assertThat(page.statusCode()).as(section.path()).isNotEqualTo(500);
      assertThat(page.body()).contains("aria-label=\"Sections\"", "aria-current=\"page\"");
    }
    service.off("");
  }

  @Test
  void anActionOnAllThatMatchNamesAndCountsThem() {
    service.on(
        "/backups",
        call -> call.answer(JSON, page(backup("a", "x"), backup("b", "x")).replace("60", "2")));

    HttpResponse<String> asked =
        admin.post(
            "/console/backups/actions", Map.of("action", "delete", "all", "yes", "f.label", "x"));

    assertThat(service.headsOf("label=x")).isNotEmpty();
    assertThat(asked.body())
        .contains("Delete 2 backups?", "<code>a</code>", "<code>b</code>", "delete 2 backups");
    HttpResponse<String> untyped =
        admin.post("/console/backups/delete", Map.of("id", "a", "typed", "b"));
    assertThat(untyped.statusCode()).isEqualTo(400);
    assertThat(untyped.body()).contains("Type exactly a");
    assertThat(service.headsOf("/backups/a")).isEmpty();
  }

  @Test
  void aFileOfTheListHoldsNoFormula() {
    HttpResponse<String> file = admin.get("/console/backups.csv?state=succeeded");

    assertThat(file.headers().firstValue("Content-Disposition"))
        .hasValueSatisfying(value -> assertThat(value).contains("backups.csv"));
    assertThat(file.headers().allValues("Cache-Control")).containsExactly("no-store");
    assertThat(file.body())
        .startsWith("id,state,")
        .contains(",'=cmd|1,")
        .contains("1500,2048,1024");
  }

  @Test
  void assetsAreKeptForGoodUnderTheirFingerprint() {
    String page = admin.get("/console/backups").body();
    Matcher link = Pattern.compile("/console/assets/[0-9a-f]{12}/console\\.css").matcher(page);
    assertThat(link.find()).isTrue();

    HttpResponse<String> css = new Browser(gateway).get(link.group());
    assertThat(css.headers().firstValue("Cache-Control"))
        .hasValue("public, max-age=31536000, immutable");
    assertThat(css.body()).contains(":root");
    assertThat(
            new Browser(gateway)
                .get("/console/assets/000000000000/console.css")
                .headers()
                .firstValue("Cache-Control"))
        .hasValue("no-cache");
  }

  @Test
  void howPagesLookIsKept() {
    Browser browser = Browser.person(gateway, "analyst");

    HttpResponse<String> answer =
        browser.post(
            "/console/preferences",
            Map.of("theme", "dark", "time", "utc", "back", "/console/backups?page=2"));

    assertThat(answer.headers().firstValue("Location")).hasValue("/console/backups?page=2");
    for (String away : List.of("//evil.example", "/\\evil.example", "https:evil.example")) {
      assertThat(
              browser
                  .post("/console/preferences", Map.of("theme", "dark", "back", away))
                  .headers()
                  .firstValue("Location"))
          .hasValue("/console");
    }
    assertThat(browser.get("/console/backups").body())
        .contains("data-theme=\"dark\"", ">2026-11-27 10:00:00 UTC</time>");
  }

  @Test
  void newsReachWhoMayHearThemAndAreResumed() throws Exception {
    String session = UUID.randomUUID().toString();
    Browser agent = Browser.person(gateway, "agent");
    try (LiveStream all = new LiveStream(admin.stream("/console/live"));
        LiveStream own = new LiveStream(agent.stream("/console/live"))) {
      String before = all.hears();
      own.hears();

      backupFailed("first");
      gateway.publish(
          new SessionEvent.Started(session, "someone-else", "title", Instant.EPOCH),
          UUID.randomUUID().toString());
      all.until("\"key\":\"first\"");
      all.until(session);
      assertThat(own.read()).doesNotContain("first").doesNotContain(session);
      own.until(": alive");

      try (LiveStream again =
          new LiveStream(admin.stream("/console/live", "Last-Event-ID", idIn(before)))) {
        again.until("\"key\":\"first\"");
      }
      try (LiveStream stranger = new LiveStream(admin.stream("/console/live?last=other-7"))) {
        stranger.until("event: missed");
      }
    }
  }

  @Test
  void anAgentHearsOfItsSessionsAlsoOfThoseFromBeforeTheGatewayStarted() throws Exception {
    Browser agent = Browser.person(gateway, "agent");
    String own = UUID.randomUUID().toString();
    String other = UUID.randomUUID().toString();
    try (LiveStream stream = new LiveStream(agent.stream("/console/live"))) {
      stream.hears();
      for (String[] each : new String[][] {{other, "someone-else"}, {own, agent.userId()}}) {
        gateway.publish(
            new SessionEvent.ResponseFailed(
                each[0], each[1], "t", "demo", "demo", "no reason", 0, Instant.EPOCH),
            UUID.randomUUID().toString());
      }
      assertThat(stream.until(own)).doesNotContain(other);
    }
  }

  @Test
  void aServiceThatIsAwayIsNamedUntilItAnswers() throws Exception {
    try (LiveStream stream = new LiveStream(admin.stream("/console/live"))) {
      stream.until("event: hello");

      service.on(
          "/health/readiness", call -> call.send("HTTP/1.1 503 Away\r\ncontent-length: 0\r\n\r\n"));
      stream.until(
          "[\"session-service\",\"backup-service\",\"monitor-service\",\"alert-service\"]");
      try (LiveStream late = new LiveStream(admin.stream("/console/live"))) {
        late.until("event: away");
      }
      service.off("/health/readiness");
      stream.until("data: []");
    }
  }

  @Test
  void aUserHasSoManyStreamsAndNoMore() throws Exception {
    Browser person = Browser.person(gateway, "analyst");
    try (LiveStream one = new LiveStream(person.stream("/console/live"));
        LiveStream two = new LiveStream(person.stream("/console/live"))) {
      one.until("hello");
      two.until("hello");
      try (LiveStream three = new LiveStream(person.stream("/console/live"))) {
        three.until("hello");
        assertThat(person.get("/console/live").statusCode()).isEqualTo(429);
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> {
            HttpResponse<InputStream> answer = person.stream("/console/live");
            answer.body().close();
            return answer.statusCode() == 200;
          });
    }
  }

  @Test
  void aStreamThatNobodyReadsCountsNowhere() throws Exception {
    Browser person = Browser.person(gateway, "analyst");
    for (int i = 0; i < 4; i++) {
      assertThat(person.head("/console/live").statusCode()).isEqualTo(200);
    }

    try (LiveStream stream = new LiveStream(person.stream("/console/live"))) {
      stream.until("hello");
    }
  }

  private void backupFailed(String id) {
    gateway.publish(
        new BackupEvent.Failed(id, List.of("mongodb"), "no reason", Instant.EPOCH),
        UUID.randomUUID().toString());
  }

  private static String idIn(String text) {
    Matcher id = Pattern.compile("id: (\\S+)").matcher(text);
    assertThat(id.find()).as(text).isTrue();
    return id.group(1);
  }
}
