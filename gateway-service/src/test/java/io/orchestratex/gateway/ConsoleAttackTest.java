package io.orchestratex.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.web.router.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other sites and strangers try, against every route of the console that there is. */
class ConsoleAttackTest extends StubbedConsole {

  private static final String ATTACK = "\"'><b data-attack></textarea><script>alert(1)</script>";
  private static final String SIGN_OUT = "/console/sign-out";
  private static final Pattern INLINE =
      Pattern.compile("<script(?! defer src=)|<style|\\sstyle=|\\son[a-z]+=\"");

  ConsoleAttackTest() {
    super("consoleattack", Map.of(DEADLINE, "1s"));
  }

  /** The console's paths of a method as they are declared, with a value in place of variables. */
  private List<String> routes(boolean reading, String variable) {
    List<String> found =
        gateway
            .bean(Router.class)
            .uriRoutes()
            .filter(route -> route.getHttpMethodName().equals("GET") == reading)
            .filter(route -> !List.of("HEAD", "OPTIONS").contains(route.getHttpMethodName()))
            .map(route -> route.getUriMatchTemplate().toPathString())
            .filter(path -> path.equals("/console") || path.startsWith("/console/"))
            .filter(path -> !path.startsWith("/console/assets"))
            .map(path -> path.replaceAll("\\{[^}]*}", variable))
            .distinct()
            .sorted()
            .toList();
    assertThat(found).hasSizeGreaterThan(40);
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, none",
        "Origin, https://evil.example",
        "Origin, null",
        "X-Nothing, said"
      })
  void nothingIsChangedForAnotherSite(String header, String value) {
    int before = service.heads.size();

    for (String path : routes(false, "x")) {
      HttpResponse<String> answer =
          admin.post(
              path,
              Map.of("username", "admin", "password", TestGateway.PASSWORD, "id", "x"),
              header,
              value);
      assertThat(answer.statusCode()).as(path).isEqualTo(403);
      assertThat(answer.headers().firstValue("Set-Cookie")).as(path).isEmpty();
    }

    assertThat(writes(before)).isEmpty();
    assertThat(admin.get("/console/account").statusCode()).isEqualTo(200);
  }

  /** What changed something at a service since {@code before}. */
  private List<String> writes(int before) {
    return service.heads.subList(before, service.heads.size()).stream()
        .filter(head -> !head.startsWith("GET "))
        .toList();
  }

  @Test
  void everyFormOfTheConsoleItselfIsTaken() {
    for (String path : routes(false, "x")) {
      if (!path.equals(SIGN_OUT)) {
        assertThat(admin.post(path, Map.of()).statusCode()).as(path).isNotIn(403, 405);
      }
    }
  }

  @Test
  void whoIsSignedOutReadsNothingAndKeepsWhatTheySent() {
    Browser nobody = new Browser(gateway);
    int before = service.heads.size();

    for (String path : routes(true, "x")) {
      if (!path.equals("/console/sign-in")) {
        HttpResponse<String> answer = nobody.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow())
            .as(path)
            .startsWith("/console/sign-in?to=%2Fconsole");
        areStrict(path, answer.headers());
      }
    }
    for (String path : routes(false, "x")) {
      if (!path.equals("/console/sign-in") && !path.equals(SIGN_OUT)) {
        HttpResponse<String> answer = nobody.post(path, Map.of("note", "typed & kept"));
        assertThat(answer.statusCode()).as(path).isEqualTo(401);
        assertThat(answer.body())
            .as(path)
            .contains("name=\"carriedPath\" value=\"" + path + "\"", "note=typed+%26+kept");
        areStrict(path, answer.headers());
      }
    }
    assertThat(nobody.post(SIGN_OUT, Map.of()).headers().firstValue("Location"))
        .hasValue("/console/sign-in");

    assertThat(service.heads.subList(before, service.heads.size()))
        .allMatch(head -> head.contains(" /health/"));
  }

  @Test
  void everyAnswerIsFramedNowhereKeptNowhereAndRunsNothing() throws IOException {
    for (String path : routes(true, "x")) {
      HttpResponse<InputStream> answer = admin.stream(path);
      areStrict(path, answer.headers());
      try (InputStream body = answer.body()) {
        if (isHtml(answer.headers())) {
          assertThat(new String(body.readAllBytes(), UTF_8)).as(path).doesNotContainPattern(INLINE);
        }
      }
    }
    for (String path : routes(false, "x")) {
      if (!path.equals(SIGN_OUT)) {
        areStrict(path, admin.post(path, Map.of("typed", "x", "id", "x")).headers());
      }
    }
  }

  private static boolean isHtml(HttpHeaders headers) {
    return headers.firstValue("Content-Type").orElse("").startsWith("text/html");
  }

  private static void areStrict(String path, HttpHeaders headers) {
    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .as(path)
        .startsWith("default-src 'self';")
        .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "object-src")
        .doesNotContain("unsafe", "*", "data:");
    assertThat(headers.firstValue("X-Frame-Options")).as(path).hasValue("DENY");
    assertThat(headers.firstValue("X-Content-Type-Options")).as(path).hasValue("nosniff");
    assertThat(headers.firstValue("Referrer-Policy")).as(path).hasValue("same-origin");
    // A copy in a cache would be read, and its cookies taken, by who comes next.
    assertThat(headers.allValues("Cache-Control")).as(path).containsExactly("no-store");
  }

  @Test
  void everyRouteSaysSoWhenNoServiceAnswers() throws IOException {
    service.on(
        "",
        call -> {
          throw new IOException("gone");
        });
    try {
      for (String path : routes(true, "x")) {
        HttpResponse<InputStream> answer = admin.stream(path);
        answer.body().close();
        assertThat(answer.statusCode()).as(path).isNotEqualTo(500);
      }
      for (String path : routes(false, "x")) {
        if (!path.equals(SIGN_OUT)) {
          HttpResponse<String> answer =
              admin.post(path, Map.of("id", "x", "typed", "x", "note", "n", "action", "delete"));
          assertThat(answer.statusCode()).as(path + " " + answer.body()).isNotEqualTo(500);
        }
      }
      assertThat(admin.get("/console/agents.csv").body())
          .contains("This part does not answer", "<p>session-service ");
    } finally {
      service.off("");
    }
  }

  @Test
  void whatAnAddressSaysIsText() throws IOException {
    String hostile = URLEncoder.encode(ATTACK, UTF_8).replace("+", "%20");
    StringBuilder query = new StringBuilder();
    for (String name :
        List.of(
            "q",
            "label",
            "name",
            "target",
            "user",
            "key",
            "id",
            "rule",
            "sort",
            "page",
            "size",
            "from",
            "to",
            "range",
            "compare",
            "model",
            "back",
            "backup",
            "database",
            "alert",
            "kind",
            "type",
            "state",
            "severity",
            "status",
            "service",
            "reason",
            "title",
            "owner")) {
      query.append(query.isEmpty() ? "?" : "&").append(name).append('=').append(hostile);
    }
    for (String path : routes(true, hostile)) {
      HttpResponse<InputStream> answer = admin.stream(path + query);
      try (InputStream body = answer.body()) {
        if (isHtml(answer.headers())) {
          assertThat(new String(body.readAllBytes(), UTF_8))
              .as(path)
              .doesNotContain("<script>alert", "<b data-attack")
              .doesNotContainPattern(INLINE);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/console/%2e%2e//evil.example"
      })
  void noFormLeadsToAnotherSite(String away) {
    Browser person = new Browser(gateway).signedIn("admin", TestGateway.PASSWORD);
    for (String path : routes(false, "x")) {
      HttpResponse<String> answer =
          person.post(
              path,
              Map.of(
                  "back",
                  away,
                  "to",
                  away,
                  "carriedPath",
                  away,
                  "carried",
                  "a=b",
                  "id",
                  "x",
                  "typed",
                  "x",
                  "note",
                  "n",
                  "action",
                  "delete",
                  "username",
                  "admin",
                  "password",
                  TestGateway.PASSWORD));
      answer
          .headers()
          .firstValue("Location")
          .ifPresent(location ->
              assertThat(location)
                  .as(path)
                  .startsWith("/console")
                  .doesNotContain("evil", "javascript", ".."));
      assertThat(answer.body())
          .as(path)
          .doesNotContainPattern("(href|action|src|formaction)=\"[^\"]*(evil|javascript:)");
      if (path.equals(SIGN_OUT)) {
        person.signedIn("admin", TestGateway.PASSWORD);
      }
    }
  }

  @Test
  void theNameOfABrowserIsText() {
    String name = "Mozilla/5.0 " + ATTACK;
    Browser browser = new Browser(gateway);
    browser.post(
        "/console/sign-in",
        Map.of("username", "admin", "password", TestGateway.PASSWORD),
        "Sec-Fetch-Site",
        "same-origin",
        "User-Agent",
        name);

    for (String path : List.of("/console/account", "/console/sign-ins")) {
      String page = browser.get(path).body();
      assertThat(page).as(path).doesNotContain("<script>alert", "<b data-attack", "\"'><b");
    }
    assertThat(browser.get("/console/account").body()).contains("Mozilla/5.0 \"'&gt;&lt;b");
  }
}
