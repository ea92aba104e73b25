package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Services that are silent, gone, broken or busy. */
class UpstreamFaultTest extends RoutedGateway {

  UpstreamFaultTest() {
    super("faults");
  }

  @Test
  void aSilentServiceIsLate() throws Exception {
    service.on("/silence", StubService.Call::awaitClose);
    HttpResponse<String> response = gateway.get("/api/v1/sessions/silence", token);

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(TestGateway.code(response)).isEqualTo("upstream.late");
    assertThat(response.body()).contains("session-service");
    await()
        .atMost(Duration.ofSeconds(30))
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
    // Who is not the first one is told that the service is known to be down.
    assertThat(unreachable.statusCode()).isIn(502, 503);
    assertThat(TestGateway.code(unreachable)).isIn("upstream.unreachable", "upstream.down");
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
  void slowBodiesHoldNoServiceAndNobodyElse() throws Exception {
    String other = other("slow-bodies-neighbour");
    String head = head("POST", "/api/v1/sessions/slow-body");
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        RawClient client = gateway.raw();
        clients.add(client);
        client.send(
            i % 2 == 0
                ? head + "Content-Length: 500000\r\n\r\na"
                : head + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
      }
      await()
          .untilAsserted(() -> {
            HttpResponse<String> refused = gateway.get("/api/v1/sessions/one-more", token);
            gateway.problem(refused, 429, "limit.open-requests");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
          });
      assertThat(gateway.get("/api/v1/sessions/another", other).statusCode()).isEqualTo(200);
      assertThat(service.headsOf("/slow-body")).isEmpty();
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    await()
        .untilAsserted(() ->
            assertThat(gateway.get("/api/v1/sessions/one-more", token).statusCode())
                .isEqualTo(200));
  }

  private String other(String name) {
    String body =
        "{\"username\":\"%s\",\"password\":\"%s-password\",\"roles\":[\"agent\"]}"
            .formatted(name, name);
    gateway.json(gateway.post("/api/v1/users", token, body), 201);
    return gateway.signIn(name, name + "-password").get("access_token").asText();
  }

  @Test
  void aServiceThatIsKnownToBeDownLetsNobodyWaitUntilAProbeFindsIt() throws Exception {
    service.on("/frozen", StubService.Call::awaitClose);
    service.on("/health/liveness", StubService.Call::awaitClose);
    assertThat(gateway.get("/api/v1/sessions/frozen", token).statusCode()).isEqualTo(504);

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          long begun = System.nanoTime();
          HttpResponse<String> refused = gateway.get("/api/v1/sessions/frozen", token);
          gateway.problem(refused, 503, "upstream.down");
          assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
          assertThat(Duration.ofNanos(System.nanoTime() - begun))
              .isLessThan(Duration.ofMillis(700));
        });
    assertThat(gateway.get("/api/v1/backups/well", token).statusCode()).isEqualTo(200);

    service.on("/health/liveness", call -> call.answer("", "alive"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(gateway.get("/api/v1/sessions/well", token).statusCode()).isEqualTo(200));
  }

  @Test
  void aServiceThatRefusesConnectionsIsKnownToBeDown() throws Exception {
    // Whatever the first one met, from the second on it is known.
    gateway.get("/api/v1/cases", token);
    HttpResponse<String> refused = gateway.post("/api/v1/cases", token, "{}");

    gateway.problem(refused, 503, "upstream.down");
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
  }

  @Test
  void namesTheServiceThatIsDown() throws Exception {
    HttpResponse<String> response = gateway.get("/api/v1/health", null);

    assertThat(response.statusCode()).isEqualTo(503);
    JsonNode health = TestGateway.json(response);
    assertThat(health.at("/services/session-service/status").asText()).isEqualTo("UP");
    assertThat(health.at("/services/alert-service/status").asText()).isEqualTo("DOWN");
    assertThat(health.at("/services/alert-service/detail").asText()).isEqualTo("cannot be reached");
    assertThat(health.get("timestamp").asText()).endsWith("Z");
  }
}
