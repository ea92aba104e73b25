package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a service and a client see of each other through the gateway. */
class RoutingTest extends RoutedGateway {

  RoutingTest() {
    super("routing");
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
          .startsWith("HTTP/1.1 400");
    }
    assertThat(service.headsOf("/auth")).isEmpty();
  }
}
