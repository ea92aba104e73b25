package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.BackupEvent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The console's pages about events, live and parked; the services are a stub. */
class ConsoleEventPagesTest extends StubbedConsole {

  private static final String JSON = "content-type: application/json\r\n";

  ConsoleEventPagesTest() {
    super("consoleevents", Map.of(DEADLINE, "1s"));
  }

  @BeforeAll
  void start() {
    for (String name : List.of("session", "backup", "monitor", "alert")) {
      answers(name, 0);
    }
  }

  private void answers(String name, long total, String... items) {
    service.on(
        name + "-service/parked-events",
        call ->
            call.answer(
                JSON,
                "{\"items\":["
                    + String.join(",", items)
                    + "],\"paging\":{\"limit\":25,\"offset\":0,\"total\":"
                    + total
                    + "}}"));
  }

  private static String parked(String id) {
    return """
    {"id":"%s","consumer":"alerts","topic":"backup.events.v1","partition":1,"offset":7,
     "headers":{"ce_type":"backup.failed","ce_id":"e-1"},"value":"{\\"a\\":\\"<script>alert(1)</script>\\"}",
     "reason":"<img src=x> cannot be read","parked_at":"2026-11-27T10:00:00Z"}
    """
        .formatted(id);
  }

  private void failed(String id, Instant at) {
    gateway.publish(
        new BackupEvent.Failed(id, List.of("mongodb"), "<script>alert(1)</script>", at),
        UUID.randomUUID().toString());
  }

  private String eventually(String path, String expected) {
    return Awaitility.await(expected)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> admin.get(path).body(), body -> body.contains(expected));
  }

  @Test
  void eventsShowUpWholeAndAreNarrowedDownAndPaused() {
    failed("ev-one", Instant.EPOCH);

    String page = eventually("/console/events?key=ev-one", "/console/backups/ev-one");
    assertThat(page)
        .contains("backup.failed", "data-live=\"session agent backup restore alert case target\"")
        .contains("specversion", "&lt;script&gt;")
        .doesNotContain("<script>alert");
    assertThat(admin.get("/console/events?key=ev-one&kind=session").body())
        .contains("No event matches", "value=\"session\" selected");
    assertThat(admin.get("/console/events?key=ev-one&type=nothing").body())
        .contains("No event matches");
    assertThat(admin.get("/console/events.csv?key=ev-one").body()).contains("backup.failed,ev-one");

    Matcher pause = Pattern.compile("href=\"([^\"]*until=[^\"]*)\"").matcher(page);
    assertThat(pause.find()).isTrue();
    String paused = pause.group(1).replace("&amp;", "&").replace("key=ev-one", "key=ev-");
    failed("ev-two", Instant.EPOCH);
    String still = eventually(paused, "1 newer event matches");
    assertThat(still)
        .contains("ev-one", "Paused", ">Resume</a>", "name=\"until\"")
        .doesNotContain("/console/backups/ev-two");
    assertThat(admin.get("/console/events?key=ev-").body()).contains("/console/backups/ev-two");
  }

  @Test
  void eachServiceSaysHowManyWaitOrWhyItCannot() {
    answers("alert", 3, parked("p1"));
    service.on(
        "monitor-service/parked-events",
        call -> {
          throw new IOException("gone");
        });

    String page = admin.get("/console/events/parked").body();

    assertThat(page)
        .contains("nothing waits", "look at them", ">3</td>")
        .contains("monitor-service broke off its answer")
        .contains("/console/events/parked/alert-service?replayed=false");
  }

  @Test
  void aParkedEventIsShownWithItsReasonAndData() {
    answers("backup", 1, parked("p1"));

    HttpResponse<String> page =
        admin.get(
            "/console/events/parked/backup-service?replayed=false&type=backup.failed&reason=read");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("1–1 of 1 event", "&lt;img src=x&gt; cannot be read", "&lt;script&gt;", "ce_id")
        .doesNotContain("<script>alert")
        .doesNotContain("<img src=x");
    assertThat(service.headsOf("reason=read").getLast())
        .contains("replayed=false", "type=backup.failed");
    assertThat(admin.get("/console/events/parked/backup-service.csv").body())
        .contains("p1,", "backup.failed");
    assertThat(admin.get("/console/events/parked/other-service").statusCode()).isEqualTo(404);
  }

  @Test
  void oneAndAllThatMatchAreSentAgainOldestFirst() {
    answers("session", 2, parked("newer"), parked("older"));
    service.on("older/replay", call -> call.answer(JSON, parked("older")));
    String problem = "{\"detail\":\"Kafka did not take the event.\"}";
    service.on(
        "newer/replay",
        call ->
            call.send(
                "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\n"
                    + "content-length: "
                    + problem.length()
                    + "\r\n\r\n"
                    + problem));
    String path = "/console/events/parked/session-service";

    String asked =
        admin
            .post(path + "/actions", Map.of("action", "replay", "all", "yes", "f.type", "t"))
            .body();
    assertThat(asked).contains("Replay 2 events?");
    assertThat(asked.indexOf("value=\"older\"")).isLessThan(asked.indexOf("value=\"newer\""));
    assertThat(service.headsOf("type=t").getLast()).contains("replayed=false");

    assertThat(admin.post(path + "/older/replay", Map.of()).statusCode()).isEqualTo(303);
    assertThat(admin.get(path).body()).contains("Event older is sent again.");
    String outcome = admin.post(path + "/replay", Map.of("id", "older")).body();
    assertThat(outcome).contains("Sent again 1 event");
    String failed = admin.post(path + "/replay", Map.of("id", "newer")).body();
    assertThat(failed)
        .contains("Sent again 0 of 1 event", "not done", "Kafka did not take the event.");
  }

  @Test
  void whoMayNotReadsWhy() {
    Browser analyst = Browser.person(gateway, "analyst");
    assertThat(analyst.get("/console/events").statusCode()).isEqualTo(200);
    HttpResponse<String> page = analyst.get("/console/events/parked");
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("This needs the role operator");
    assertThat(Browser.person(gateway, "agent").get("/console/events").statusCode()).isEqualTo(403);
  }
}
