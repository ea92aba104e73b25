package io.orchestratex.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.HttpCookie;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a browser sends for a person, without one: cookies, forms, and where they come from. */
final class Browser {

  final Map<String, HttpCookie> cookies = new LinkedHashMap<>();
  private final TestGateway gateway;
  private String userId = "";

  Browser(TestGateway gateway) {
    this.gateway = gateway;
  }

  /** The browser of a new user of a role, signed in. */
  static Browser person(TestGateway gateway, String role) {
    String name = role + UUID.randomUUID().toString().substring(0, 8);
    HttpResponse<String> made =
        gateway.post(
            "/api/v1/users",
            gateway.adminToken(),
            "{\"username\":\"%s\",\"password\":\"%s-password\",\"roles\":[\"%s\"]}"
                .formatted(name, name, role));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    Browser browser = new Browser(gateway).signedIn(name, name + "-password");
    browser.userId = made.headers().firstValue("Location").orElseThrow().replaceFirst(".*/", "");
    return browser;
  }

  /** Who was made for it. */
  String userId() {
    return userId;
  }

  /** The same browser at another replica. */
  Browser at(TestGateway replica) {
    Browser other = new Browser(replica);
    other.cookies.putAll(cookies);
    return other;
  }

  Browser signedIn(String name, String password) {
    HttpResponse<String> answer =
        post("/console/sign-in", Map.of("username", name, "password", password));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return this;
  }

  /** What its cookie holds. */
  String secret() {
    return Objects.requireNonNull(cookies.get("ox_console"), "not signed in").getValue();
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(
        request(path, headers).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8").GET());
  }

  HttpResponse<String> head(String path) {
    return send(request(path).HEAD());
  }

  /** Sends a form as a page of the console would. */
  HttpResponse<String> post(String path, Map<String, String> fields) {
    return post(path, fields, "Sec-Fetch-Site", "same-origin");
  }

  HttpResponse<String> post(String path, Map<String, String> fields, String... headers) {
    StringJoiner form = new StringJoiner("&");
    fields.forEach((name, value) ->
        form.add(URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8)));
    return send(
        request(path, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString())));
  }

  /** Sends a file as the script of a page would. */
  HttpResponse<String> upload(String path, byte[] file, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", "application/octet-stream")
            .header("X-Live", "1")
            .POST(BodyPublishers.ofByteArray(file)));
  }

  HttpResponse<InputStream> stream(String path, String... headers) {
    return gateway.send(request(path, headers).GET(), BodyHandlers.ofInputStream());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = gateway.request(path, null);
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.values().stream()
              .map(cookie -> cookie.getName() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    HttpResponse<String> answer = gateway.send(request);
    for (String set : answer.headers().allValues("Set-Cookie")) {
      HttpCookie cookie = HttpCookie.parse(set).getFirst();
      if (cookie.getMaxAge() == 0) {
        cookies.remove(cookie.getName());
      } else {
        cookies.put(cookie.getName(), cookie);
      }
    }
    return answer;
  }
}
