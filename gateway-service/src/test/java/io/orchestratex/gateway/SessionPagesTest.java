package io.orchestratex.gateway;

import static io.orchestratex.gateway.SessionAnswers.ATTACK;
import static io.orchestratex.gateway.SessionAnswers.page;
import static io.orchestratex.gateway.SessionAnswers.response;
import static io.orchestratex.gateway.SessionAnswers.session;
import static io.orchestratex.gateway.SessionAnswers.thread;
import static io.orchestratex.gateway.SessionAnswers.usage;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages about sessions, threads, agents, tasks and usage, on a stub of session-service. */
class SessionPagesTest extends StubbedConsole {

  private static final String JSON = "content-type: application/json\r\n";
  private static final String THREAD = "/console/sessions/s1/threads/t1";
  private static final String DONE =
      "event: done\ndata: {\"id\":\"r1\",\"status\":\"completed\"}\n\n";

  private final List<String> bodies = new CopyOnWriteArrayList<>();

  SessionPagesTest() {
    super("sessionpages", Map.of(DEADLINE, "1s"));
  }

  @BeforeEach
  void answer() {
    bodies.clear();
    on("/api/v1/sessions", page(session("active")));
    on("/api/v1/sessions/s1", session("active"));
    on("/sessions/s1/threads", page(thread()));
    on("/threads/t1", thread());
    on(
        "/analytics/sessions/s1",
        """
        {"session_id":"s1","models":[{"model_name":"demo-1","responses":3,"total_tokens":30,
         "total_cost":0.00042,"avg_response_time":812.5}]}
        """);
    on(
        "/models",
        page(
            """
            {"id":"demo-1","provider":"demo","model":"demo-1","input_usd_per_million":0.15,
             "output_usd_per_million":0.6}
            """));
    on("/analytics/usage", usage("demo-1"));
    service.on("/threads/t1/responses", this::responses);
  }

  private void on(String suffix, String body) {
    service.on(
        suffix,
        call -> {
          bodies.add(new String(call.body(), ISO_8859_1));
          call.answer(JSON, body);
        });
  }

  private void responses(StubService.Call call) throws IOException {
    if (call.head.startsWith("POST")) {
      bodies.add(new String(call.body(), ISO_8859_1));
      begin(call);
      call.chunk("event: token\ndata: {\"text\":\"An outbox\"}\n\n");
      call.chunk(DONE);
      call.send("0\r\n\r\n");
      return;
    }
    String target = call.target();
    call.answer(
        JSON,
        target.contains("status=completed")
            ? page(response(1, "completed", ""), response(3, "completed", ""))
                .replace("\"total\":60", "\"total\":2")
            : target.contains("status=failed")
                ? page(response(
                        2, "failed", ",\"failure_reason\":\"the provider said " + ATTACK + "\""))
                    .replace("\"total\":60", "\"total\":1")
                : page().replace("\"total\":60", "\"total\":0"));
  }

  private static void begin(StubService.Call call) throws IOException {
    call.send(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
  }

  @Test
  void sessionsAreListedWithWhatTheyCost() {
    String page = admin.get("/console/sessions").body();

    assertThat(page)
        .contains(
            "1–1 of 60 sessions", "&lt;script&gt;", "1,234", "$0.00042", ">someone- (deleted)<")
        .contains("Last 24 hours: 7 prompts, 2 failed")
        .doesNotContain("<script>alert");
  }

  @Test
  void theListsFiltersAreAskedOfTheServiceAndStayInTheAddress() {
    HttpResponse<String> page =
        admin.get(
            "/console/sessions?status=ended&user_id=u-2&q=a%26b&from=-24h&to=now&size=10&page=2");

    assertThat(service.headsOf("q=a%26b").getLast())
        .contains("status=ended", "user_id=u-2", "from=-24h", "to=now", "limit=10", "offset=10");
    assertThat(page.body())
        .contains("value=\"ended\" selected", "value=\"u-2\" selected", "value=\"a&amp;b\"")
        .contains("/console/sessions.csv?q=a%26b&amp;status=ended&amp;user_id=u-2&amp;from=-24h");
    assertThat(admin.get("/console/sessions.csv?status=active").body())
        .startsWith("id,title,state,owner")
        .contains("s1,<script>alert(1)</script>,active,someone-else");
  }

  @Test
  void aSessionShowsItsThreadsAndModels() {
    String page = admin.get("/console/sessions/s1").body();

    assertThat(page)
        .contains(
            "href=\"/console/sessions/s1/threads/t1\"", "demo-1", "813 ms", "Thread &lt;script")
        .contains("href=\"/console/sessions/s1/end\"", "href=\"/console/sessions/s1/delete\"")
        .doesNotContain("<script>alert");
  }

  @Test
  void aThreadShowsEachPromptInOrderAlsoThoseThatFailed() {
    String page = admin.get(THREAD).body();

    assertThat(page)
        .containsSubsequence("Prompt 1", "Prompt 2", "It failed: the provider said", "Prompt 3")
        .contains("12 + 11 tokens", "$0.0000084", "812 ms", "finish: length", "cut at the limit")
        .contains("demo-1 · $0.15 in, $0.6 out per million tokens")
        .doesNotContain("<script>alert");
  }

  @Test
  void anAnswerArrivesWhileTheModelStillWritesIt() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    service.on(
        "/threads/t1/responses",
        call -> {
          bodies.add(new String(call.body(), ISO_8859_1));
          begin(call);
          call.chunk("event: token\ndata: {\"text\":\"first\"}\n\n: ping\n\n");
          if (awaited(read)) {
            call.chunk("event: token\ndata: {\"text\":\" second\"}\n\n" + DONE);
          }
          call.send("0\r\n\r\n");
        });

    HttpResponse<InputStream> answer = stream(admin, "prompt=Why%3F&model=demo-1&key=my-key-1");

    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(until(lines, "data:")).contains("first");
      read.countDown();
      assertThat(until(lines, "data:")).contains(" second");
      assertThat(until(lines, "event:")).contains("done");
    }
    assertThat(service.headsOf("/threads/t1/responses").getLast())
        .containsIgnoringCase("idempotency-key: my-key-1");
    assertThat(bodies.getLast())
        .contains("\"prompt\":\"Why?\"", "\"model\":\"demo-1\"", "\"stream\":true");
  }

  @Test
  void whoLeavesThePageEndsTheModelsWork() throws Exception {
    service.on(
        "/threads/t1/responses",
        call -> {
          call.body();
          begin(call);
          call.chunk("event: token\ndata: {\"text\":\"first\"}\n\n");
          call.awaitClose();
        });
    HttpResponse<InputStream> answer = stream(admin, "prompt=Why");
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    assertThat(until(lines, "data:")).contains("first");

    lines.close();

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> service.closed.contains("/api/v1/threads/t1/responses"));
  }

  @Test
  void aRefusedQuestionIsTheStreamsLastEvent() throws Exception {
    service.on("/threads/t1/responses", call -> refuse(call, 429, "All seats are taken."));

    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(stream(admin, "prompt=Why").body(), StandardCharsets.UTF_8))) {
      assertThat(until(lines, "event:")).contains("error");
      assertThat(until(lines, "data:")).contains("All seats are taken.");
    }
  }

  @Test
  void withoutScriptTheFormWaitsForTheWholeAnswer() {
    HttpResponse<String> answered = admin.post(THREAD + "/ask", Map.of("prompt", "Why?"));
    assertThat(answered.statusCode()).isEqualTo(303);
    assertThat(answered.headers().firstValue("Location")).hasValue(THREAD);

    service.on(
        "/threads/t1/responses",
        call -> {
          if (call.head.startsWith("GET")) {
            responses(call);
            return;
          }
          call.body();
          begin(call);
          call.chunk("event: error\ndata: {\"detail\":\"No answer: the provider is away.\"}\n\n");
          call.send("0\r\n\r\n");
        });
    HttpResponse<String> failed =
        admin.post(THREAD + "/ask", Map.of("prompt", "Keep <b>this</b>", "model", "demo-1"));
    assertThat(failed.body())
        .contains("No answer: the provider is away.", "Keep &lt;b&gt;this&lt;/b&gt;")
        .contains("value=\"demo-1\" selected");
  }

  @Test
  void whoMayNotChangeASessionReadsWhy() {
    String stranger = Browser.person(gateway, "operator").get(THREAD).body();
    assertThat(stranger)
        .contains("Only its owner or an admin may change this session.")
        .containsPattern("<textarea[^>]* disabled");
    Browser analyst = Browser.person(gateway, "analyst");
    assertThat(analyst.get("/console/sessions/s1").body())
        .contains("This needs the role operator or agent")
        .doesNotContain("href=\"/console/sessions/s1/delete\"");
    assertThat(analyst.post(THREAD + "/ask", Map.of("prompt", "x")).statusCode()).isEqualTo(403);
    assertThat(analyst.post("/console/sessions", Map.of()).statusCode()).isEqualTo(403);

    on("/api/v1/sessions/s1", session("ended"));
    assertThat(admin.get(THREAD).body()).contains("This session has ended");
  }

  @Test
  void aSessionIsDeletedOnlyByItsTypedId() {
    assertThat(admin.get("/console/sessions/s1/delete").body())
        .contains("Delete session", "&lt;script&gt;", "Type <code>s1</code>");

    HttpResponse<String> untyped =
        admin.post("/console/sessions/delete", Map.of("id", "s1", "typed", "s2"));

    assertThat(untyped.statusCode()).isEqualTo(400);
    assertThat(service.heads).noneMatch(head -> head.startsWith("DELETE"));
    assertThat(
            admin.post("/console/sessions/delete", Map.of("id", "s1", "typed", "s1")).statusCode())
        .isEqualTo(303);
    assertThat(service.heads).anyMatch(head -> head.startsWith("DELETE /api/v1/sessions/s1 "));
    service.heads.clear();
  }

  @Test
  void whatDoesNotAnswerTakesItsPartOnly() {
    for (String part : List.of("/models", "/analytics/sessions/s1", "/sessions/s1/threads")) {
      service.on(
          part,
          call -> {
            throw new IOException("gone");
          });
    }

    assertThat(admin.get(THREAD).body()).contains("<input id=\"model\"", "Prompt 3");
    assertThat(admin.get("/console/sessions/s1").body())
        .contains("This part does not answer", "1,234");
  }

  @Test
  void usageIsDrawnAndCounted() {
    String page = admin.get("/console/usage?from=-30d&interval=day&group_by=model").body();

    assertThat(service.headsOf("/analytics/usage").getLast())
        .contains("from=-30d", "interval=day", "group_by=model", "zone=");
    assertThat(page)
        .contains("Cost per day", "Prompts per day", "2026-11-22", "1,030", "$0.5")
        // A day without a prompt is zero, not a line between its neighbours.
        .contains("[0.5,0.0,0.5]".replace("\"", "&#34;"))
        .contains("/console/usage.csv?from=-30d&amp;interval=day&amp;group_by=model");
    assertThat(admin.get("/console/usage.csv?from=-30d").body())
        .startsWith("period,model,prompts")
        .contains("2026-11-22T00:00:00Z,demo-1,7,2,10,20,1030,0.5");
  }

  @Test
  void aRangeThatIsRefusedSaysWhy() {
    service.on("/analytics/usage", call -> refuse(call, 400, "from is not a time"));

    HttpResponse<String> page = admin.get("/console/usage?from=yesterday");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("from is not a time", "value=\"yesterday\"");
  }

  static void refuse(StubService.Call call, int status, String detail) throws IOException {
    call.body();
    String problem = "{\"code\":\"stub.refused\",\"detail\":\"" + detail + "\"}";
    call.send(
        "HTTP/1.1 "
            + status
            + " Refused\r\ncontent-type: application/problem+json\r\ncontent-length: "
            + problem.length()
            + "\r\n\r\n"
            + problem);
  }

  private HttpResponse<InputStream> stream(Browser browser, String form) {
    HttpResponse<InputStream> answer =
        gateway.send(
            gateway
                .request(THREAD + "/stream", null)
                .headers("Sec-Fetch-Site", "same-origin", "X-Live", "1")
                .header("Accept", "text/event-stream")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Cookie", "ox_console=" + browser.secret())
                .POST(BodyPublishers.ofString(form)),
            BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private static String until(BufferedReader lines, String start) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(start) && line.length() > start.length() + 1) {
        return line;
      }
    }
    throw new AssertionError("the stream ended before " + start);
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
