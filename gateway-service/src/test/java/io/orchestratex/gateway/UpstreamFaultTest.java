package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
}
