package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.SessionEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The console's pages and its live stream, without a browser; the services are a stub. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsolePagesTest {

  private static final String ATTACK = "<script>alert(1)</script>\"'&";
  private static final String JSON = "content-type: application/json\r\n";

  private StubService service;
  private TestGateway gateway;
  private Browser admin;

  @BeforeAll
  void start() {
    service = new StubService();
    Map<String, String> environment = TestGateway.environment("consolepages", service);
    environment.put("ORCHESTRATEX_GATEWAY_CONSOLE_STREAMS_PER_USER", "3");
    environment.put("ORCHESTRATEX_GATEWAY_CONSOLE_HEARTBEAT", "200ms");
    environment.put("ORCHESTRATEX_GATEWAY_CONSOLE_SERVICE_DEADLINE", "1s");
    gateway = TestGateway.start(environment);
    admin = new Browser(gateway).signedIn("admin", TestGateway.PASSWORD);
  }

  @AfterAll
  void stop() {
    gateway.close();
    service.close();
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
     "created_at":"2026-11-27T10:00:00Z","source_bytes":2048,"stored_bytes":1024,"duration_ms":1500}
    """
        .formatted(id, label.replace("\"", "\\\""));
  }

  private Browser person(String role) {
    String name = role + UUID.randomUUID().toString().substring(0, 8);
    HttpResponse<String> made =
        gateway.post(
            "/api/v1/users",
            gateway.adminToken(),
            "{\"username\":\"%s\",\"password\":\"%s-password\",\"roles\":[\"%s\"]}"
                .formatted(name, name, role));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return new Browser(gateway).signedIn(name, name + "-password");
  }

  @Test
  void aListShowsWhatTheServiceAnswersAsText() {
    HttpResponse<String> page = admin.get("/console/backups");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("1–1 of 60 backups", "20261127_100000", "2.0 KiB → 1.0 KiB", "&lt;script&gt;")
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
    assertThat(page.body()).contains("No such thing", "No backup has the id nothing.");
  }

  @Test
  void whoMayNotReadsWhy() {
    HttpResponse<String> page = person("agent").get("/console/backups");

    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("Not allowed", "This needs the role operator or analyst");
    HttpResponse<String> reader = person("analyst").get("/console/backups");
    assertThat(reader.statusCode()).isEqualTo(200);
    assertThat(reader.body())
        .contains("disabled title=\"This needs the role operator;")
        .doesNotContain("href=\"/console/backups/new\"");
    assertThat(person("analyst").post("/console/backups/delete", Map.of()).statusCode())
        .isEqualTo(403);
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
    Browser browser = person("analyst");

    HttpResponse<String> answer =
        browser.post(
            "/console/preferences",
            Map.of("theme", "dark", "time", "utc", "back", "/console/backups?page=2"));

    assertThat(answer.headers().firstValue("Location")).hasValue("/console/backups?page=2");
    assertThat(browser.get("/console/backups").body())
        .contains("data-theme=\"dark\"", ">2026-11-27 10:00:00 UTC</time>");
  }

  @Test
  void newsReachWhoMayHearThemAndAreResumed() throws Exception {
    String session = UUID.randomUUID().toString();
    Browser agent = person("agent");
    try (Stream all = new Stream(admin.stream("/console/live"));
        Stream own = new Stream(agent.stream("/console/live"))) {
      String before = all.until("event: hello");
      own.until("event: hello");

      backupFailed("first");
      gateway.publish(
          new SessionEvent.Started(session, "someone-else", "title", Instant.EPOCH),
          UUID.randomUUID().toString());
      all.until("\"key\":\"first\"");
      all.until(session);
      assertThat(own.read()).doesNotContain("first").doesNotContain(session);
      own.until(": alive");

      try (Stream again =
          new Stream(admin.stream("/console/live", "Last-Event-ID", idIn(before)))) {
        again.until("\"key\":\"first\"");
      }
      try (Stream stranger = new Stream(admin.stream("/console/live?last=other-7"))) {
        stranger.until("event: missed");
      }
    }
  }

  @Test
  void aUserHasSoManyStreamsAndNoMore() throws Exception {
    Browser person = person("analyst");
    try (Stream one = new Stream(person.stream("/console/live"));
        Stream two = new Stream(person.stream("/console/live"))) {
      one.until("hello");
      two.until("hello");
      try (Stream three = new Stream(person.stream("/console/live"))) {
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

  /** A live stream as text. */
  private static final class Stream implements AutoCloseable {

    private final HttpResponse<InputStream> response;
    private final StringBuffer text = new StringBuffer();

    Stream(HttpResponse<InputStream> response) {
      this.response = response;
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
      Thread.startVirtualThread(() -> {
        try (BufferedReader reader =
            new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
          reader.lines().forEach(line -> text.append(line).append('\n'));
        } catch (IOException | java.io.UncheckedIOException e) {
          text.append("closed\n");
        }
      });
    }

    String until(String expected) {
      Awaitility.await(expected)
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> text.indexOf(expected) >= 0);
      return text.toString();
    }

    String read() {
      return text.toString();
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }
}
