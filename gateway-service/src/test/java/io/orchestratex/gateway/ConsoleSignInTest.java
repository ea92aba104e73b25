package io.orchestratex.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in to the console, and what other sites and thieves try with it. */
class ConsoleSignInTest extends TwoReplicas {

  ConsoleSignInTest() {
    super("console");
  }

  private Browser admin() {
    return new Browser(gateway).signedIn("admin", TestGateway.PASSWORD);
  }

  @Test
  void aFormSignsInAndItsCookieIsOutOfReach() {
    Browser browser = new Browser(gateway);

    HttpResponse<String> answer =
        browser.post(
            "/console/sign-in",
            Map.of(
                "username", "admin", "password", TestGateway.PASSWORD, "to", "/console/account"));

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue("/console/account");
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HTTPOnly", "SameSite=Strict", "Path=/").doesNotContain("Secure");
    HttpResponse<String> page = browser.get("/console/account");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("this browser").doesNotContain("eyJ");
    String secret = browser.secret();
    assertThat(page.body()).doesNotContain(secret);
    assertThat(stored("console_sessions").toString()).doesNotContain(secret);
  }

  @Test
  void underTlsTheCookieIsBoundToHostAndTls() {
    HttpResponse<String> answer =
        new Browser(gateway)
            .post(
                "/console/sign-in",
                Map.of("username", "admin", "password", TestGateway.PASSWORD),
                "Sec-Fetch-Site",
                "same-origin",
                "X-Forwarded-Proto",
                "https");

    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("__Host-ox_console=")
        .contains("Secure", "Path=/", "HTTPOnly", "SameSite=Strict")
        .doesNotContain("Domain");
  }

  @Test
  void aWrongPasswordIsRefusedWithTheNameKept() {
    HttpResponse<String> answer =
        new Browser(gateway)
            .post("/console/sign-in", Map.of("username", "\"><b>ann", "password", "wrong"));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body())
        .contains("The name or the password is wrong.", "&#34;>&lt;b>ann")
        .doesNotContain("\"><b>ann");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "https:evil.example",
        "///evil.example",
        "https://127.0.0.1/console@evil.example",
        "/console\t//evil.example",
        "/console\\@evil.example",
        "/console/../../evil",
        "/console/%2e%2E//evil.example",
        "/%2f%2fevil.example",
        "%2f%2fevil.example",
        "/%5cevil.example",
        "/console\n//evil.example",
        "\t//evil.example",
        "JavaScript:alert('evil')",
        "java\tscript:alert('evil')",
        "data:text/html,evil",
        "/console/%0d%0aSet-Cookie:x=y\r\nLocation: https://evil.example",
        "javascript:alert(1)",
        "/api/v1/auth/me",
        "/consoleevil",
        "/console/sign-out"
      })
  void signingInLeadsNowhereElse(String to) {
    HttpResponse<String> answer =
        new Browser(gateway)
            .post(
                "/console/sign-in",
                Map.of("username", "admin", "password", TestGateway.PASSWORD, "to", to));

    assertThat(answer.headers().firstValue("Location")).hasValue("/console");
    assertThat(new Browser(gateway).get("/console/sign-in?to=" + encoded(to)).body())
        .doesNotContain("evil");
  }

  @Test
  void whoIsNotSignedInComesBackToWhereTheyWanted() {
    HttpResponse<String> answer = new Browser(gateway).get("/console/account?x=1");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location"))
        .hasValue("/console/sign-in?to=%2Fconsole%2Faccount%3Fx%3D1");
    // A link on another site comes without the cookie; the same link from our own page has it.
    HttpResponse<String> linked =
        new Browser(gateway).get("/console/account", "Sec-Fetch-Site", "cross-site");
    assertThat(linked.statusCode()).isEqualTo(200);
    assertThat(linked.body()).contains("http-equiv=\"refresh\"", "url=/console/account");
    assertThat(new Browser(gateway).get("/console/account", "HX-Request", "true").statusCode())
        .isEqualTo(401);
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
  void refusesWhatAnotherSiteSends(String header, String value) {
    Browser browser = admin();

    for (String path : List.of("/console/sign-out", "/console/preferences", "/console/sign-in")) {
      HttpResponse<String> answer =
          browser.post(
              path, Map.of("username", "admin", "password", TestGateway.PASSWORD), header, value);
      assertThat(answer.statusCode()).as(path).isEqualTo(403);
      assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
      if (!header.equals("Origin")) { // Those the server itself refuses, without a word.
        assertThat(answer.body()).contains("came from another site");
      }
    }
    assertThat(browser.get("/console/account").statusCode()).isEqualTo(200);
  }

  @Test
  void anOldBrowserSaysItsOrigin() {
    String origin = gateway.server().getURL().toString();

    assertThat(admin().post("/console/sign-out", Map.of(), "Origin", origin).statusCode())
        .isEqualTo(303);
  }

  @Test
  void everyPageMayDoLittle() {
    for (String path : List.of("/console/sign-in", "/console/account", "/console/nothing")) {
      HttpResponse<String> page = admin().get(path);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'self';")
          .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
          .doesNotContain("unsafe");
      assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
      assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
      assertThat(page.headers().allValues("Cache-Control")).containsExactly("no-store");
      assertThat(page.body())
          .doesNotContainPattern("<script(?! defer src=)")
          .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=");
    }
  }

  @Test
  void whatWasTypedGoesThroughTheSignIn() {
    Browser browser = new Browser(gateway);

    HttpResponse<String> asked =
        browser.post(
            "/console/backups", Map.of("label", "week & \"end\" <b>", "target", "mongodb"));

    assertThat(asked.statusCode()).isEqualTo(401);
    assertThat(asked.body()).contains("nothing that you typed is lost", "name=\"carried\"");
    HttpResponse<String> carried =
        browser.post(
            "/console/sign-in",
            Map.of(
                "username", "admin",
                "password", TestGateway.PASSWORD,
                "carriedPath", "/console/backups",
                "carried", "label=week+%26+%22end%22+%3Cb%3E&target=mongodb"));
    assertThat(carried.statusCode()).isEqualTo(200);
    assertThat(carried.body())
        .contains(
            "action=\"/console/backups\"",
            "name=\"label\" value=\"week &amp; &#34;end&#34; &lt;b>\"",
            "name=\"target\" value=\"mongodb\"");
    assertThat(browser.get("/console/account").statusCode()).isEqualTo(200);
  }

  @Test
  void aCarriedFormIsShownOnlyWhereItIsOne() {
    HttpResponse<String> answer =
        new Browser(gateway)
            .post(
                "/console/sign-in",
                Map.of(
                    "username", "admin",
                    "password", TestGateway.PASSWORD,
                    "carriedPath", "//evil.example",
                    "carried", "label=%zz"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("not encoded as forms are").doesNotContain("evil");
  }

  @Test
  void signingOutEndsTheSessionAtEveryReplica() {
    Browser browser = admin();
    Browser stolen = browser.at(replica);
    assertThat(stolen.get("/console/account").statusCode()).isEqualTo(200);

    assertThat(browser.post("/console/sign-out", Map.of()).headers().firstValue("Location"))
        .hasValue("/console/sign-in");

    await().atMost(AT_ONCE).until(() -> stolen.get("/console/account").statusCode() == 303);
  }

  @Test
  void aBrowserThatWasLostIsSignedOutFromAnother() throws Exception {
    user("lois", "analyst");
    Browser here = new Browser(gateway).signedIn("lois", "lois-password-1");
    Browser lost = new Browser(replica).signedIn("lois", "lois-password-1");
    Browser other = admin();
    String id =
        stored("console_sessions").stream()
            .filter(session -> session.getString("hash").equals(hash(lost)))
            .map(session -> session.getString("_id"))
            .findFirst()
            .orElseThrow();

    other.post("/console/account/sign-out", Map.of("id", id));
    assertThat(lost.get("/console/account").statusCode()).isEqualTo(200);
    here.post("/console/account/sign-out", Map.of("id", id));

    await().atMost(AT_ONCE).until(() -> lost.get("/console/account").statusCode() == 303);
    assertThat(here.get("/console/account").statusCode()).isEqualTo(200);
    assertThat(audit("lois")).contains("succeeded", "revoked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"password\":\"another-password-1\"}", "{\"enabled\":false}", ""})
  void whatEndsTokensEndsSessions(String change) throws Exception {
    String name = "gone" + Integer.toHexString(change.hashCode());
    String id = user(name, "operator");
    Browser browser = new Browser(gateway).signedIn(name, name + "-password-1");
    Browser elsewhere = browser.at(replica);
    assertThat(elsewhere.get("/console/account").statusCode()).isEqualTo(200);

    if (change.isEmpty()) {
      gateway.delete("/api/v1/users/" + id, admin);
    } else {
      assertThat(gateway.patch("/api/v1/users/" + id, admin, change).statusCode()).isEqualTo(200);
    }

    assertThat(browser.get("/console/account").statusCode()).isEqualTo(303);
    await().atMost(AT_ONCE).until(() -> elsewhere.get("/console/account").statusCode() == 303);
  }

  @Test
  void aTokenOfApiCallersOpensNoPageAndACookieNoApi() {
    assertThat(gateway.get("/console/account", admin).statusCode()).isEqualTo(303);
    String cookie = "ox_console=" + admin().secret();
    assertThat(
            gateway
                .send(gateway.request("/api/v1/auth/me", null).header("Cookie", cookie))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void theRootSendsBrowsersToTheConsoleAndNoOneElse() {
    assertThat(new Browser(gateway).get("/").headers().firstValue("Location")).hasValue("/console");
    assertThat(gateway.get("/", null).statusCode()).isEqualTo(404);
    assertThat(gateway.get("/openapi.json", null).body()).doesNotContain("/console");
  }

  private List<String> audit(String name) {
    return stored("login_audit").stream()
        .filter(login -> name.equals(login.getString("username")))
        .map((Document login) -> login.getString("outcome"))
        .toList();
  }

  private static String hash(Browser browser) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(browser.secret().getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
