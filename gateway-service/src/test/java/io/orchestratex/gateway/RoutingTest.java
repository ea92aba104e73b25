package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How bytes travel through the gateway: a test for each trap of the raw client path that was met on
 * these versions.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingTest {

  private StubService service;
  private ServerSocket silent;
  private TestGateway gateway;
  private String token;

  @BeforeAll
  void start() throws Exception {
    service = new StubService();
    silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    int closedPort = closedPort();
    Map<String, String> environment = TestGateway.environment("routing", service);
    environment.put("ORCHESTRATEX_GATEWAY_FRAMING_MAX_BODY", "100000000");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTING_HEADER_DEADLINE", "800ms");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTING_IDLE", "1500ms");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTING_MAX_OPEN", "2");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTING_MAX_WAITING", "4");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTES_ALERT_SERVICE", "http://127.0.0.1:" + closedPort);
    environment.put(
        "ORCHESTRATEX_GATEWAY_ROUTES_MONITOR_SERVICE",
        "http://127.0.0.1:" + closedPort + "," + service.address());
    gateway = TestGateway.start(environment);
    token = gateway.adminToken();
  }

  @AfterAll
  void stop() throws IOException {
    gateway.close();
    service.close();
    silent.close();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String head(String method, String target) {
    return method
        + " "
        + target
        + " HTTP/1.1\r\nHost: gateway.example\r\nAuthorization: Bearer "
        + token
        + "\r\n";
  }

  @Test
  void passesPathQueryStatusHeadersAndBodyUnchanged() throws Exception {
    service.on(
        "/teapot",
        call -> {
          byte[] body = call.body();
          call.send(
              "HTTP/1.1 418 I'm a teapot\r\nX-One: 1\r\nX-One: 2\r\nContent-Type: text/x\r\ncontent-length: "
                  + body.length
                  + "\r\n\r\n");
          call.out.write(body);
        });
    HttpResponse<String> response =
        gateway.post("/api/v1/sessions/teapot?a=%20b&c[]=d", token, "{\"a\":1}");

    assertThat(response.statusCode()).isEqualTo(418);
    assertThat(response.headers().allValues("x-one")).containsExactly("1", "2");
    assertThat(response.headers().firstValue("content-type")).hasValue("text/x");
    assertThat(response.body()).isEqualTo("{\"a\":1}");
    String head = service.headsOf("teapot").getFirst();
    assertThat(head).startsWith("POST /api/v1/sessions/teapot?a=%20b&c[]=d HTTP/1.1");
  }

  @Test
  void passesItsOwnWordOnTheCallerAndNobodyElses() throws Exception {
    try (RawClient client = gateway.raw()) {
      client
          .send(
              head("GET", "/api/v1/sessions/hops")
                  + "Connection: keep-alive, X-Secret\r\nX-Secret: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n"
                  + "Proxy-Authorization: x\r\nUpgrade: h2c\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n"
                  + "X-Forwarded-Proto: https\r\nX-User-Id: admin\r\nX-Real-IP: 6.6.6.6\r\nX-Kept: 1\r\n"
                  + "X-HTTP-Method-Override: DELETE\r\n"
                  + "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n")
          .readAnswer();
    }
    String head = service.headsOf("hops").getLast().toLowerCase(Locale.ROOT);
    assertThat(head)
        .contains("x-kept: 1")
        .contains("x-forwarded-for: 127.0.0.1")
        .contains("x-forwarded-proto: http\r")
        .contains("x-forwarded-host: gateway.example")
        .contains("authorization: bearer ")
        .contains("traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-")
        .doesNotContain("00f067aa0ba902b7")
        .doesNotContain("6.6.6.6")
        .doesNotContain("x-secret")
        .doesNotContain("keep-alive: 5")
        .doesNotContain("te: trailers")
        .doesNotContain("proxy-")
        .doesNotContain("upgrade")
        .doesNotContain("x-user-id")
        .doesNotContain("x-http-method-override")
        .doesNotContain("gateway.example:");
  }

  @Test
  void dropsTheServicesConnectionHeaders() throws Exception {
    service.on(
        "/reply-hops",
        call ->
            call.answer(
                "Connection: X-Inner\r\nX-Inner: 1\r\nKeep-Alive: 9\r\nProxy-Connection: x\r\nX-Outer: 1\r\n",
                "ok"));
    HttpResponse<String> response = gateway.get("/api/v1/sessions/reply-hops", token);

    assertThat(response.headers().map())
        .containsKey("x-outer")
        .doesNotContainKeys("x-inner", "keep-alive", "proxy-connection");
  }

  @Test
  void doesNotChaseRedirects() throws Exception {
    service.on(
        "/moved",
        call ->
            call.send(
                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n"));
    HttpResponse<String> response = gateway.get("/api/v1/sessions/moved", token);

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("location")).hasValue("http://169.254.169.254/");
  }

  @Test
  void passesCompressedBytesAsTheyAre() throws Exception {
    service.on(
        "/gzip",
        call -> call.answer("Content-Encoding: gzip\r\n", "these bytes are not gzip at all"));
    HttpResponse<String> response =
        gateway.send(
            gateway.request("/api/v1/sessions/gzip", token).header("Accept-Encoding", "gzip"));

    assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(response.body()).isEqualTo("these bytes are not gzip at all");
  }

  @Test
  void passesACompressedRequestAsItIs() throws Exception {
    HttpResponse<String> response =
        gateway.send(
            gateway
                .request("/api/v1/sessions/gzip-up", token)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString("not gzip either")));

    assertThat(response.body()).isEqualTo("not gzip either");
    assertThat(service.headsOf("gzip-up").getFirst().toLowerCase(Locale.ROOT))
        .contains("content-encoding: gzip")
        .contains("content-length: 15");
  }

  @Test
  void aHeadAnswerKeepsItsLengthAndTheConnection() throws Exception {
    service.on(
        "/head",
        call -> call.send("HTTP/1.1 200 OK\r\ncontent-length: 12345\r\nETag: \"1\"\r\n\r\n"));
    try (RawClient client = gateway.raw()) {
      String answer =
          client.send(head("HEAD", "/api/v1/sessions/head") + "\r\n").readUntil("\r\n\r\n");
      assertThat(answer).containsIgnoringCase("content-length: 12345").containsIgnoringCase("etag");
      assertThat(client.send(head("GET", "/api/v1/sessions/next") + "\r\n").readAnswer())
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void eventsPassWithoutDelay() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    service.on(
        "/events",
        call -> {
          call.send(
              "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
          call.chunk("data: one\n\n");
          opened(go);
          call.chunk("data: two\n\n");
          call.send("0\r\n\r\n");
        });
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/events") + "Accept-Encoding: gzip\r\n\r\n");
      // The second event is sent only after the first was seen, so nothing is held back.
      assertThat(client.readUntil("data: one\n\n")).startsWith("HTTP/1.1 200");
      go.countDown();
      assertThat(client.readUntil("data: two\n\n")).isNotNull();
      assertThat(client.readUntil("0\r\n\r\n")).isNotNull();
      assertThat(client.send(head("GET", "/api/v1/sessions/next") + "\r\n").readAnswer())
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aStreamThatStartsWithItsHeadAloneArrives() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    service.on(
        "/late-events",
        call -> {
          call.send(
              "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
          opened(go);
          call.chunk("data: one\n\n");
          call.send("0\r\n\r\n");
        });
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/late-events") + "\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
      go.countDown();
      assertThat(client.readUntil("data: one\n\n")).isNotNull();
    }
  }

  private static void opened(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(5, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aClientThatLeavesEndsTheStreamWithinHalfASecond() throws Exception {
    CountDownLatch streaming = new CountDownLatch(1);
    AtomicLong endedAt = new AtomicLong();
    service.on(
        "/endless",
        call -> {
          call.send(
              "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
          call.chunk("data: one\n\n");
          streaming.countDown();
          call.awaitClose();
          endedAt.set(System.nanoTime());
        });
    RawClient client = gateway.raw();
    client.send(head("GET", "/api/v1/sessions/endless") + "\r\n");
    assertThat(client.readUntil("data: one\n\n")).isNotNull();
    long leftAt = System.nanoTime();
    client.close();

    await().atMost(Duration.ofSeconds(5)).until(() -> endedAt.get() != 0);
    assertThat(Duration.ofNanos(endedAt.get() - leftAt)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void aClientThatLeavesBeforeTheAnswerEndsTheCall() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    AtomicLong endedAt = new AtomicLong();
    service.on(
        "/thinking",
        call -> {
          arrived.countDown();
          call.awaitClose();
          endedAt.set(System.nanoTime());
        });
    RawClient client = gateway.raw();
    client.send(head("GET", "/api/v1/sessions/thinking") + "\r\n");
    assertThat(arrived.await(5, TimeUnit.SECONDS)).isTrue();
    long leftAt = System.nanoTime();
    client.close();

    await().atMost(Duration.ofSeconds(5)).until(() -> endedAt.get() != 0);
    assertThat(Duration.ofNanos(endedAt.get() - leftAt)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void aBodyThatBreaksOffIsNotTakenForAWholeOne() throws Exception {
    List<String> outcome = new CopyOnWriteArrayList<>();
    service.on(
        "/cut",
        call -> {
          try {
            outcome.add("whole " + call.body().length);
          } catch (IOException e) {
            outcome.add("cut");
            throw e;
          }
        });
    for (String framing : List.of("Content-Length: 100", "Transfer-Encoding: chunked")) {
      outcome.clear();
      RawClient client = gateway.raw();
      client.send(head("POST", "/api/v1/sessions/cut") + framing + "\r\n\r\n");
      client.send(framing.startsWith("C") ? "abc" : "3\r\nabc\r\n");
      await().atMost(Duration.ofSeconds(5)).until(() -> !service.headsOf("/cut").isEmpty());
      client.close();
      await().atMost(Duration.ofSeconds(5)).until(() -> !outcome.isEmpty());
      // A body cut by length ends in silence at the service: fewer bytes than it was promised.
      assertThat(outcome.getFirst()).isIn("cut", "whole 3");
    }
  }

  @Test
  void anUploadIsPassedOnWhileItComesAndNeverGathered() throws Exception {
    CountDownLatch firstSeen = new CountDownLatch(1);
    AtomicLong taken = new AtomicLong();
    CountDownLatch crawl = new CountDownLatch(1);
    service.on(
        "/upload",
        call -> {
          call.socket.setReceiveBufferSize(65_536);
          taken.addAndGet(call.in.readNBytes(3).length);
          firstSeen.countDown();
          opened(crawl);
          byte[] buffer = new byte[65_536];
          while (taken.get() < 40_000_003L) {
            int n = call.in.read(buffer);
            if (n < 0) {
              return;
            }
            taken.addAndGet(n);
          }
          call.answer("", "got " + taken.get());
        });
    try (RawClient client = gateway.raw();
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      client.send(head("POST", "/api/v1/sessions/upload") + "Content-Length: 40000003\r\n\r\nabc");
      assertThat(firstSeen.await(5, TimeUnit.SECONDS)).isTrue();
      AtomicLong accepted = new AtomicLong();
      Future<?> writer =
          thread.submit(() -> {
            byte[] piece = new byte[100_000];
            for (int i = 0; i < 400; i++) {
              client.socket.getOutputStream().write(piece);
              accepted.addAndGet(piece.length);
            }
            return null;
          });
      // The service reads nothing: what the gateway takes off the client's hands is bounded.
      await()
          .pollDelay(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(5))
          .until(new Settled(accepted)::isStill);
      assertThat(accepted.get()).isLessThan(20_000_000L);
      crawl.countDown();
      writer.get(20, TimeUnit.SECONDS);
      assertThat(client.readAnswer()).endsWith("got 40000003");
    }
  }

  private static final class Settled {
    private final AtomicLong value;
    private final List<Long> seen = new ArrayList<>();

    Settled(AtomicLong value) {
      this.value = value;
    }

    boolean isStill() {
      seen.add(value.get());
      return seen.size() > 4 && seen.get(seen.size() - 1).equals(seen.get(seen.size() - 4));
    }
  }

  @Test
  void aSlowUploadOutlivesTheHeaderDeadline() throws Exception {
    try (RawClient client = gateway.raw()) {
      client.send(head("POST", "/api/v1/sessions/slow-up") + "Content-Length: 4\r\n\r\n");
      for (int i = 0; i < 4; i++) {
        // 4 × 400 ms is longer than the 800 ms that the service has after the last byte.
        await().pollDelay(Duration.ofMillis(400)).until(() -> true);
        client.send("x");
      }
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("xxxx");
    }
  }

  @Test
  void answersAnExpectationItself() throws Exception {
    try (RawClient client = gateway.raw()) {
      client.send(
          head("POST", "/api/v1/sessions/expect")
              + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100");
      assertThat(client.send("abc").readAnswer()).startsWith("HTTP/1.1 200").endsWith("abc");
    }
    assertThat(service.headsOf("expect").getFirst().toLowerCase(Locale.ROOT))
        .doesNotContain("expect:");
  }

  @Test
  void aSilentServiceIsLate() throws Exception {
    service.on("/silence", StubService.Call::awaitClose);
    HttpResponse<String> response = gateway.get("/api/v1/sessions/silence", token);

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(TestGateway.code(response)).isEqualTo("upstream.late");
    assertThat(response.body()).contains("session-service");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> service.closed.contains("/api/v1/sessions/silence"));
  }

  @Test
  void aStreamMayBeSilentLongerThanTheHeaderDeadlineButNotForever() throws Exception {
    service.on(
        "/pause",
        call -> {
          call.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
          call.chunk("one");
          await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);
          call.chunk("two");
          call.awaitClose();
        });
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/pause") + "\r\n");
      String all = client.readAll();
      assertThat(all).contains("one").contains("two").doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void aServiceThatCannotBeReachedOrHangsUpIsABadGateway() throws Exception {
    HttpResponse<String> unreachable = gateway.get("/api/v1/alerts", token);
    assertThat(unreachable.statusCode()).isEqualTo(502);
    assertThat(TestGateway.code(unreachable)).isEqualTo("upstream.unreachable");
    assertThat(unreachable.body()).contains("alert-service");

    service.on("/hangup", call -> call.socket.close());
    HttpResponse<String> broken = gateway.post("/api/v1/sessions/hangup", token, "{}");
    assertThat(broken.statusCode()).isEqualTo(502);
    assertThat(TestGateway.code(broken)).isEqualTo("upstream.broken");
    assertThat(service.headsOf("hangup")).hasSize(1);

    service.on("/garbage", call -> call.send("this is not HTTP\r\n\r\n"));
    assertThat(gateway.get("/api/v1/sessions/garbage", token).statusCode()).isEqualTo(502);
  }

  @Test
  void anAnswerCutInTheMiddleIsNotAWholeOne() throws Exception {
    service.on(
        "/half",
        call -> {
          call.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc");
          await().pollDelay(Duration.ofMillis(200)).until(() -> true);
          call.socket.close();
        });
    try (RawClient client = gateway.raw()) {
      String all = client.send(head("GET", "/api/v1/sessions/half") + "\r\n").readAll();
      assertThat(all).endsWith("abc").containsIgnoringCase("content-length: 100");
    }
  }

  @Test
  void goesToTheOtherAddressWhenOneIsDown() throws Exception {
    for (int i = 0; i < 6; i++) {
      assertThat(gateway.get("/api/v1/metrics/" + i, token).statusCode()).isEqualTo(200);
      assertThat(gateway.post("/api/v1/metrics/" + i, token, "{}").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aFullPoolIsBusyAtOnce() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    service.on(
        "/slot",
        call -> {
          opened(go);
          call.answer("", "ok");
        });
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        RawClient client = gateway.raw();
        clients.add(client);
        client.send(head("GET", "/api/v1/backups/slot") + "\r\n");
      }
      List<String> answers = new ArrayList<>();
      for (RawClient client : clients) {
        answers.add(client.readAnswer());
      }
      assertThat(answers)
          .allMatch(
              answer -> answer.startsWith("HTTP/1.1 503") || answer.startsWith("HTTP/1.1 504"))
          .anyMatch(answer -> answer.contains("upstream.busy") && answer.contains("Retry-After: 1"))
          .allMatch(answer -> answer.contains("backup-service"));
    } finally {
      go.countDown();
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void refusesMissingWrongForgedAndDoubledCredentials() throws Exception {
    assertThat(gateway.get("/api/v1/sessions/auth", null).statusCode()).isEqualTo(401);
    assertThat(gateway.get("/api/v1/sessions/auth", "garbage").statusCode()).isEqualTo(401);
    assertThat(gateway.get("/api/v1/sessions/auth", "ox_garbage").statusCode()).isEqualTo(401);
    try (RawClient client = gateway.raw()) {
      assertThat(
              client
                  .send(
                      head("GET", "/api/v1/sessions/auth") + "Authorization: Bearer other\r\n\r\n")
                  .readAnswer())
          .startsWith("HTTP/1.1 401");
    }
    assertThat(service.headsOf("/auth")).isEmpty();
  }
}
