package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that two readers could read in two ways reach no service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingTest {

  private StubService service;
  private TestGateway gateway;
  private String token;

  @BeforeAll
  void start() throws Exception {
    service = new StubService();
    Map<String, String> environment = TestGateway.environment("framing", service);
    environment.put("ORCHESTRATEX_GATEWAY_FRAMING_HEADER_DEADLINE", "700ms");
    environment.put("ORCHESTRATEX_GATEWAY_FRAMING_BODY_IDLE", "700ms");
    environment.put("ORCHESTRATEX_GATEWAY_FRAMING_BODY_DEADLINE", "1500ms");
    environment.put("ORCHESTRATEX_GATEWAY_FRAMING_MAX_BODY", "1000");
    gateway = TestGateway.start(environment);
    token = gateway.adminToken();
  }

  @AfterAll
  void stop() {
    gateway.close();
    service.close();
  }

  private String head(String method, String target) {
    return method
        + " "
        + target
        + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer "
        + token
        + "\r\n";
  }

  /** Sends bytes and expects one refusal, a closed connection, and nothing at the service. */
  private String refused(String bytes, int status) throws Exception {
    service.heads.clear();
    try (RawClient client = gateway.raw()) {
      String answer = client.send(bytes).readAll();
      assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
      assertThat(answer.split("HTTP/1.1 ", -1)).as(answer).hasSize(2);
      assertThat(answer).containsIgnoringCase("content-type: application/problem+json");
      assertThat(service.headsOf("hidden")).isEmpty();
      return answer;
    }
  }

  @Test
  void takesWhatIsBeyondDoubt() throws Exception {
    try (RawClient client = gateway.raw()) {
      String request = head("POST", "/api/v1/sessions/echo") + "Content-Length: 3\r\n\r\nabc";
      assertThat(client.send(request).readAnswer()).startsWith("HTTP/1.1 200").endsWith("abc");
      String chunked =
          head("POST", "/api/v1/sessions/echo")
              + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
      assertThat(client.send(chunked).readAnswer()).startsWith("HTTP/1.1 200").endsWith("abcde");
      String both =
          head("GET", "/api/v1/sessions/1") + "\r\n" + head("GET", "/api/v1/sessions/2") + "\r\n";
      client.send(both);
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void refusesALengthTogetherWithAnEncoding() throws Exception {
    refused(
        head("POST", "/api/v1/sessions/a")
            + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/sessions/hidden HTTP/1.1\r\nHost: x\r\n\r\n",
        400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding:\tchunked, chunked",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding : chunked",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 5",
        "Content-Length: +5",
        "Content-Length: -1",
        "Content-Length: 0x5",
        "Content-Length: 99999999999999999999",
        "Content-Length : 5",
        "X-Folded: a\r\n b",
        "X-Folded: a\r\n\tb",
        " X-Leading: a",
        "X-Bare: a\nX-Other: b",
        "X-Return: a\rb",
        "X-Zero: a\0b",
        "X Blank: a",
        "Host: other",
        "Authorization: Bearer another",
        "authorization: Bearer another",
        "X-API-Key: ox_a\r\nX-API-Key: ox_b",
        "Idempotency-Key: a\r\nIdempotency-Key: a",
        "Idempotency-Key: a\r\nidempotency-key: b",
      })
  void refusesAmbiguousHeads(String line) throws Exception {
    refused(head("POST", "/api/v1/sessions/a") + line + "\r\n\r\nhello", 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /api/v1/sessions/a HTTP/1.1\r\n\r\n",
        "POST /api/v1/sessions/a HTTP/1.1\r\nHost:\r\n\r\n",
        "POST /api/v1/sessions/a HTTP/1.1\r\nHost: a b\r\n\r\n",
        "POST /api/v1/sessions/a HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "POST /api/v1/sessions/a HTTP/1.1\r\nHost: u@h\r\n\r\n",
        "GET http://other/api/v1/sessions HTTP/1.1\r\nHost: other\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: other\r\n\r\n",
        "GET api/v1/sessions HTTP/1.1\r\nHost: other\r\n\r\n",
        "\u0016\u0003\u0001 garbage\r\n\r\n",
      })
  void refusesHeadsWithoutOneHostOrAPath(String bytes) throws Exception {
    refused(bytes, 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/sessions/../users",
        "/api/v1/sessions/./a",
        "/api/v1/sessions/..",
        "/api/v1/sessions/%2e%2e/users",
        "/api/v1/sessions/%2E%2e/users",
        "/api/v1/sessions/.%2e/users",
        "/api/v1/sessions/a%2fb",
        "/api/v1/sessions/a%5cb",
        "/api/v1/sessions/a\\b",
        "/api/v1/sessions/%252e%252e/users",
        "/api/v1/sessions/..;x=1/users",
        "/api/v1//sessions",
        "/api/v1/sessions/%00",
        "/api/v1/sessions/%zz",
        "/api/v1/sessions/a#b",
      })
  void refusesPathsThatMeanAnother(String target) throws Exception {
    assertThat(refused(head("GET", target) + "\r\n", 400)).contains("request.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"|", "{", "}", "\"", "<", ">", "^", "`", "\\", "[", "]"})
  void saysWhichTargetsMustBeEncodedAndDoesNotAskForAnotherToken(String character)
      throws Exception {
    String inPath = refused(head("GET", "/api/v1/sessions/a" + character) + "\r\n", 400);
    assertThat(inPath).contains("The target holds a character that must be encoded.");
    if (!"[]".contains(character)) {
      refused(head("GET", "/api/v1/sessions/a?b=" + character) + "\r\n", 400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3\r\nabc\r\nxyz\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "-1\r\nabc\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\nabc",
        "3\nabc\r\n0\r\n\r\n",
        "3 ;\nabc\r\n0\r\n\r\n",
        "3\r\nabc\r\n0x0\r\n\r\n",
        "3;a=\"\n\r\nabc\r\n0\r\n\r\n",
      })
  void aBrokenBodyIsNotAShorterOne(String body) throws Exception {
    service.closed.clear();
    java.util.List<Integer> complete = new java.util.concurrent.CopyOnWriteArrayList<>();
    service.on(
        "/broken",
        call -> {
          complete.add(call.body().length);
          call.answer("", "taken");
        });
    try (RawClient client = gateway.raw()) {
      String answer =
          client
              .send(
                  head("POST", "/api/v1/sessions/broken")
                      + "Transfer-Encoding: chunked\r\n\r\n"
                      + body)
              .readAll();
      assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("taken");
    }
    assertThat(complete).isEmpty();
  }

  @Test
  void doesNotSmuggleBehindAQuotedChunkExtension() throws Exception {
    refused(
        head("POST", "/api/v1/sessions/a")
            + "Transfer-Encoding: chunked\r\n\r\n1;a=\"\r\nX\r\n0\r\n\r\n"
            + head("GET", "/api/v1/sessions/hidden")
            + "\r\n\"\r\nY\r\n0\r\n\r\n",
        400);
  }

  @Test
  void refusesARequestThatHidesBehindAChunkedBody() throws Exception {
    service.heads.clear();
    try (RawClient client = gateway.raw()) {
      String all =
          client
              .send(
                  head("POST", "/api/v1/sessions/a")
                      + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                      + head("GET", "/api/v1/sessions/hidden")
                      + "X: a\r\n b\r\n\r\n")
              .readAll();
      assertThat(all).contains("HTTP/1.1 400 ");
    }
    assertThat(service.headsOf("hidden")).isEmpty();
  }

  @Test
  void answersARequestThatFollowsAChunkedBodyAtOnce() throws Exception {
    try (RawClient client = gateway.raw()) {
      client.send(
          head("POST", "/api/v1/sessions/a")
              + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
              + head("GET", "/api/v1/sessions/b")
              + "\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("abc");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void refusesWhatTheDecoderWouldRepair() throws Exception {
    String old = head("POST", "/api/v1/sessions/a").replace("HTTP/1.1", "HTTP/1.0");
    assertThat(refused(old + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400))
        .contains("Content-Length was sent more than once.");
    assertThat(refused(old + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400))
        .contains("request.malformed");
    assertThat(refused("GET\r/api/v1/sessions/a HTTP/1.1\r\nHost: a\r\n\r\n", 400))
        .contains("The request line holds a CR without LF.");
    assertThat(refused(head("GET", "/api/v1/sessions/a") + "X: a\r\n b\r\n\r\n", 400))
        .contains("A header line is folded.");
  }

  @Test
  void seesAFoldThatComesInPieces() throws Exception {
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/a") + "X: a\r\n");
      assertThat(service.headsOf("/hidden")).isEmpty();
      client.send(" b\r\n\r\n");
      assertThat(client.readAll()).startsWith("HTTP/1.1 400").contains("A header line is folded.");
    }
  }

  @ParameterizedTest
  @CsvSource({"TRACE", "CONNECT", "PROPFIND", "get"})
  void refusesUnknownMethods(String method) throws Exception {
    refused(head(method, "/api/v1/sessions/a") + "\r\n", 405);
  }

  @Test
  void namesTooLongLinesAndHeads() throws Exception {
    assertThat(refused(head("GET", "/api/v1/sessions/" + "a".repeat(20_000)) + "\r\n", 414))
        .contains("414");
    assertThat(
            refused(
                head("GET", "/api/v1/sessions/a") + "X: " + "a".repeat(20_000) + "\r\n\r\n", 431))
        .contains("431");
  }

  @Test
  void refusesALargeBodyByItsLengthAndByItsBytes() throws Exception {
    refused(head("POST", "/api/v1/sessions/a") + "Content-Length: 1001\r\n\r\n", 413);
    refused(
        head("POST", "/api/v1/sessions/a")
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "1f4\r\n"
            + "a".repeat(500)
            + "\r\n"
            + "1f4\r\n"
            + "a".repeat(500)
            + "\r\n"
            + "1\r\na\r\n0\r\n\r\n",
        413);
    try (RawClient client = gateway.raw()) { // A dump may be larger than other bodies.
      String upload =
          head("POST", "/api/v1/backups/import/upload") + "Content-Length: 5000\r\n\r\n";
      assertThat(client.send(upload + "a".repeat(5_000)).readAnswer()).doesNotContain("413");
    }
  }

  @Test
  void endsAHeadAndABodyThatTrickle() throws Exception {
    refused("GET /api/v1/sessions HTTP/1.1\r\nHost: a\r\nX: ", 408);
    refused(head("POST", "/api/v1/sessions/a") + "Content-Length: 10\r\n\r\nabc", 408);
  }

  @Test
  void answersEarlierRequestsBeforeItRefuses() throws Exception {
    try (RawClient client = gateway.raw()) {
      String all =
          client
              .send(
                  head("GET", "/api/v1/sessions/first")
                      + "\r\n"
                      + head("GET", "/api/v1/sessions/../second")
                      + "\r\n")
              .readAll();
      assertThat(all).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 400 ");
    }
  }

  /** Two segments: the second request's head begins in the second one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: other\r\n",
        "X-Long: a\r\n b\r\n",
        "Content-Length: 0\r\nContent-Length: 0\r\n"
      })
  void seesAHeadThatBeginsBehindAChunkedBodyInTheNextSegment(String line) throws Exception {
    String first =
        head("POST", "/api/v1/sessions/a") + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n";
    String end = "0\r\n\r\n";
    String hidden = head("GET", "/api/v1/sessions/hidden") + line + "\r\n";
    String all = first + end + hidden;
    service.heads.clear();
    for (int cut = first.length(); cut < all.length(); cut += cut < first.length() + 6 ? 1 : 11) {
      try (RawClient client = gateway.raw()) {
        client.send(all.substring(0, cut));
        if (cut >= first.length() + end.length()) {
          // The first segment was read.
          assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
        }
        String answers = client.send(all.substring(cut)).readAll();
        assertThat(answers).as("cut at %s", cut).contains("HTTP/1.1 400 ");
      }
    }
    assertThat(service.headsOf("hidden")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.2", "HTTP/0.9", "HTTP/2.0", "HTTP/3.0", "HTTP/9.9"})
  void refusesOtherVersions(String version) throws Exception {
    refused(head("GET", "/api/v1/sessions/a").replace("HTTP/1.1", version) + "\r\n", 505);
  }

  @Test
  void countsWhatFramesABody() throws Exception {
    String head = head("POST", "/api/v1/sessions/a") + "Transfer-Encoding: chunked\r\n\r\n";
    String chunk = "1;e=" + "x".repeat(4_000) + "\r\na\r\n";
    assertThat(refused(head + chunk.repeat(10) + "0\r\n\r\n", 413))
        .contains("request.framing-too-large");
    try (RawClient client = gateway.raw()) {
      String small = "1;e=x\r\na\r\n".repeat(3) + "1\r\na\r\n".repeat(900);
      assertThat(client.send(head + small + "0\r\n\r\n").readAnswer())
          .startsWith("HTTP/1.1 200")
          .endsWith("a".repeat(903));
    }
  }

  @Test
  void endsABodyThatIsNeverSilentAndNeverWhole() throws Exception {
    service.heads.clear();
    try (RawClient client = gateway.raw()) {
      client.send(head("POST", "/api/v1/sessions/hidden") + "Content-Length: 500\r\n\r\n");
      AtomicInteger sent = new AtomicInteger();
      await()
          .pollInterval(Duration.ofMillis(200))
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            client.send("a");
            return sent.incrementAndGet() > 3 && client.socket.getInputStream().available() > 0;
          });
      assertThat(client.readAll()).startsWith("HTTP/1.1 408").contains("request.too-slow");
    }
    assertThat(service.headsOf("hidden")).isEmpty();
  }
}
