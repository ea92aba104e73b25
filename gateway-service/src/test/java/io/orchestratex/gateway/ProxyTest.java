package io.orchestratex.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** HTTP/1.1 on both connections: what is kept open, what is sent again, what is framed anew. */
class ProxyTest extends RoutedGateway {

  ProxyTest() {
    super("proxy");
  }

  @Test
  void answersRequestsThatWereSentAheadInTheirOrder() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    service.on(
        "/slow-first",
        call -> {
          opened(go);
          call.answer("", "first");
        });
    try (RawClient client = gateway.raw()) {
      client.send(
          head("GET", "/api/v1/sessions/slow-first")
              + "\r\n"
              + head("GET", "/api/v1/auth/me")
              + "\r\n"
              + head("HEAD", "/api/v1/sessions/third")
              + "\r\n"
              + head("POST", "/api/v1/sessions/fourth")
              + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
              + head("GET", "/api/v1/sessions/fifth")
              + "\r\n");
      go.countDown();
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("first");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").contains("\"admin\"");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("abc");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
    }
    assertThat(service.headsOf("/fifth")).hasSize(1);
  }

  @Test
  void sendsAnIdempotentRequestAgainWhenAKeptConnectionIsDead() throws Exception {
    closesItsConnectionsAtTheSecondRequest("/dead");
    try (RawClient client = gateway.raw()) {
      for (int i = 0; i < 3; i++) {
        client.send(head("GET", "/api/v1/sessions/dead") + "\r\n");
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
        client.send(head("PUT", "/api/v1/sessions/dead") + "Content-Length: 3\r\n\r\nabc");
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
      }
    }
    assertThat(service.headsOf("/dead")).hasSizeGreaterThan(6);
  }

  @Test
  void sendsARequestWithEffectsOnlyOnce() throws Exception {
    closesItsConnectionsAtTheSecondRequest("/effect");
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/effect") + "\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      client.send(head("POST", "/api/v1/sessions/effect") + "Content-Length: 3\r\n\r\nabc");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 502").contains("upstream.broken");
    }
    assertThat(service.headsOf("/effect")).hasSize(2);
  }

  @Test
  void refusesARevokedTokenOnTheConnectionThatShowedItBefore() throws Exception {
    String revoked = gateway.adminToken();
    String request = head("GET", "/api/v1/sessions/revoked").replace(token, revoked) + "\r\n";
    try (RawClient client = gateway.raw()) {
      assertThat(client.send(request).readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(client.send(request).readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(gateway.post("/api/v1/auth/revoke", revoked, "{}").statusCode()).isEqualTo(204);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> client.send(request).readAnswer().startsWith("HTTP/1.1 401"));
    }
  }

  private void closesItsConnectionsAtTheSecondRequest(String suffix) {
    Set<Socket> used = ConcurrentHashMap.newKeySet();
    service.on(
        suffix,
        call -> {
          if (used.add(call.socket)) {
            call.body();
            call.answer("", "ok");
          } else {
            call.socket.close();
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"204,''", "304,'ETag: \"1\"\r\n'"})
  void passesAnAnswerWithoutABody(int status, String header) throws Exception {
    service.on(
        "/empty-" + status, call -> call.send("HTTP/1.1 " + status + " X\r\n" + header + "\r\n"));
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/empty-" + status) + "\r\n");
      assertThat(client.readUntil("\r\n\r\n"))
          .startsWith("HTTP/1.1 " + status)
          .doesNotContainIgnoringCase("transfer-encoding");
      client.send(head("GET", "/api/v1/sessions/after-empty") + "\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void passesOnlyTheFinalAnswer() throws Exception {
    service.on(
        "/hints",
        call -> {
          call.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
          call.answer("", "final");
        });
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/hints") + "\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("final");
    }
  }

  @Test
  void refusesAProtocolThatWasNotAskedFor() throws Exception {
    service.on(
        "/switch",
        call -> call.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nraw bytes"));
    try (RawClient client = gateway.raw()) {
      client.send(
          head("POST", "/api/v1/sessions/switch")
              + "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 502").contains("upstream.broken");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-length: 4\r\n\r\nbody", "\r\nbody"})
  void framesABodyForAnOldClientByTheConnectionsEnd(String answer) throws Exception {
    service.on(
        "/old",
        call -> {
          call.send("HTTP/1.1 200 OK\r\n" + answer);
          call.socket.close();
        });
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/old").replace("HTTP/1.1", "HTTP/1.0") + "\r\n");
      assertThat(client.readAll())
          .startsWith("HTTP/1.0 200")
          .doesNotContainIgnoringCase("transfer-encoding")
          .endsWith("\r\n\r\nbody");
    }
  }

  @Test
  void chunksABodyThatTheServiceEndsByClosing() throws Exception {
    service.on(
        "/until-close",
        call -> {
          call.send("HTTP/1.1 200 OK\r\n\r\nuntil the end");
          call.socket.close();
        });
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/until-close") + "\r\n");
      assertThat(client.readUntil("0\r\n\r\n"))
          .containsIgnoringCase("transfer-encoding: chunked")
          .contains("until the end");
      client.send(head("GET", "/api/v1/sessions/after-close") + "\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void passesAnAnswerThatComesBeforeTheBodysEndAndDropsTheRest() throws Exception {
    service.on(
        "/early", call -> call.send("HTTP/1.1 409 Conflict\r\ncontent-length: 5\r\n\r\nearly"));
    try (RawClient client = gateway.raw()) {
      // A body that is no longer waited for: one of a size to be passed on while it comes.
      String begun = "a".repeat(70_000);
      client.send(head("POST", "/api/v1/sessions/early") + "Content-Length: 70007\r\n\r\n" + begun);
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 409").endsWith("early");
      client.send("defghij" + head("GET", "/api/v1/sessions/after-early") + "\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void doesNotAskForABodyThatItRefuses() throws Exception {
    try (RawClient client = gateway.raw()) {
      String answer =
          client
              .send(
                  "POST /api/v1/sessions/refused HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                      + "Content-Length: 10\r\n\r\n")
              .readAll();
      assertThat(answer).startsWith("HTTP/1.1 401").containsIgnoringCase("connection: close");
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsTheServiceBack() throws Exception {
    AtomicLong sent = new AtomicLong();
    byte[] piece = new byte[100_000];
    service.on(
        "/flood",
        call -> {
          call.send("HTTP/1.1 200 OK\r\ncontent-length: 40000000\r\n\r\n");
          for (int i = 0; i < 400; i++) {
            call.out.write(piece);
            sent.addAndGet(piece.length);
          }
        });
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/flood") + "\r\n");
      List<Long> seen = new ArrayList<>();
      await()
          .pollDelay(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            seen.add(sent.get());
            return seen.size() > 4 && seen.getLast().equals(seen.get(seen.size() - 4));
          });
      assertThat(sent.get()).isLessThan(20_000_000L);
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
      assertThat(new String(client.socket.getInputStream().readNBytes(40_000_000), ISO_8859_1))
          .hasSize(40_000_000);
      client.send(head("GET", "/api/v1/sessions/after-flood") + "\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void answersManyRequestsThatWereSentAheadWithoutAWordInTheLog() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try (RawClient client = gateway.raw()) {
      for (String target : List.of("/api/v1/sessions/many", "/api/v1/auth/me", "/nowhere")) {
        client.send((head("GET", target) + "\r\n").repeat(300));
        for (int i = 0; i < 300; i++) {
          assertThat(client.readAnswer()).startsWith("HTTP/1.1 ");
        }
      }
    } finally {
      root.detachAppender(log);
    }
    assertThat(log.list).noneMatch(event -> event.getThrowableProxy() != null);
  }
}
