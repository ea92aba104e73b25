package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The console's pages about users, API keys and sign-ins, on the gateway's own API. */
class ConsoleUserPagesTest extends StubbedConsole {

  private static final String PASSWORD = "a-password-of-a-user";

  ConsoleUserPagesTest() {
    super("consoleusers", Map.of());
  }

  /** A user that was added by the form. */
  private record Added(String name, String path) {

    String id() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  private Added add(String role) {
    String name = "u" + UUID.randomUUID().toString().substring(0, 8);
    HttpResponse<String> answer =
        admin.post(
            "/console/users",
            Map.of("username", name, "password", PASSWORD, "role", role, "email", ""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return new Added(name, answer.headers().firstValue("Location").orElseThrow());
  }

  private Browser person(Added user) {
    return new Browser(gateway).signedIn(user.name(), PASSWORD);
  }

  private static String one(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  @Test
  void aUserIsAddedFoundChangedAndDeletedByName() {
    Added user = add("analyst");

    assertThat(admin.get("/console/users?q=" + user.name()).body())
        .contains("1–1 of 1 user", ">" + user.name() + "</a>", "analyst");
    assertThat(admin.get("/console/users.csv?q=" + user.name()).body())
        .contains("," + user.name() + ",,analyst,true,");
    assertThat(admin.post(user.path() + "/email", Map.of("email", "ann@example.org")).statusCode())
        .isEqualTo(303);
    admin.post(user.path() + "/roles", Map.of("role", "operator"));
    assertThat(admin.get(user.path()).body())
        .contains("ann@example.org", "value=\"operator\" checked", "has these roles now");

    HttpResponse<String> other =
        admin.post(user.path() + "/delete", Map.of("typed", "someone-else"));
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(other.body()).contains("Type exactly " + user.name());
    assertThat(admin.get(user.path()).statusCode()).isEqualTo(200);
    assertThat(admin.post(user.path() + "/delete", Map.of("typed", user.name())).statusCode())
        .isEqualTo(303);
    assertThat(admin.get(user.path()).statusCode()).isEqualTo(404);
    assertThat(admin.get("/console/users?q=" + user.name()).body()).contains("No user matches");
  }

  @Test
  void aRefusedFormKeepsWhatWasTypedButThePassword() {
    HttpResponse<String> answer =
        admin.post(
            "/console/users",
            Map.of(
                "username", "<script>alert(1)</script>",
                "password", "short-one",
                "role", "agent",
                "email", "nobody"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("The name must be 2 to 64", "The password must have 12", "The address must be")
        .contains("&lt;script>alert(1)", "value=\"agent\" checked")
        .doesNotContain("<script>alert")
        .doesNotContain("short-one");
    Added user = add("agent");
    HttpResponse<String> roles = admin.post(user.path() + "/roles", Map.of("none", "x"));
    assertThat(roles.statusCode()).isEqualTo(400);
    assertThat(roles.body()).contains("at least one of");
    HttpResponse<String> password =
        admin.post(user.path() + "/password", Map.of("password", "short-one"));
    assertThat(password.statusCode()).isEqualTo(400);
    assertThat(password.body()).contains("12 to 256 characters.").doesNotContain("short-one");
  }

  @Test
  void theLastAdminStays() {
    String id =
        one(Pattern.compile("user-([0-9a-f-]{36})"), admin.get("/console/users?q=admin").body());
    String path = "/console/users/" + id;

    admin.post(path + "/delete", Map.of("typed", "admin"));
    assertThat(admin.get(path).body()).contains("role=\"status\"").contains("flash bad", "admin");
    admin.post(path + "/disable", Map.of());
    assertThat(admin.get(path).body()).contains("flash bad", "enabled");
    HttpResponse<String> roles = admin.post(path + "/roles", Map.of("role", "analyst"));
    assertThat(roles.statusCode()).isEqualTo(409);
    assertThat(roles.body()).contains("id=\"roles-problem\"");
    assertThat(admin.get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void anAdminDisablesAUserAndSignsTheirBrowserOut() {
    Added user = add("analyst");
    Browser browser = person(user);
    Browser second = person(user);
    assertThat(browser.get("/console/api-keys").statusCode()).isEqualTo(200);

    String session =
        one(
            Pattern.compile("name=\"session\" value=\"([0-9a-f-]{36})\""),
            admin.get(user.path()).body());
    Added stranger = add("analyst");
    admin.post(stranger.path() + "/sign-out", Map.of("session", session));
    assertThat(admin.get(user.path()).body()).contains(session);
    admin.post(user.path() + "/sign-out", Map.of("session", session));
    assertThat(admin.get(user.path()).body()).doesNotContain(session);
    long signedIn =
        Stream.of(browser, second)
            .filter(each -> each.get("/console/api-keys").statusCode() == 200)
            .count();
    assertThat(signedIn).isEqualTo(1);

    admin.post(user.path() + "/disable", Map.of());
    assertThat(admin.get(user.path()).body()).contains("> disabled</span>", "In no browser.");
    assertThat(browser.get("/console/api-keys").statusCode()).isEqualTo(303);
    assertThat(second.get("/console/api-keys").statusCode()).isEqualTo(303);
    admin.post(user.path() + "/enable", Map.of());
    assertThat(person(user).get("/console/api-keys").statusCode()).isEqualTo(200);
    assertThat(admin.get("/console/sign-ins?outcome=revoked&user=" + user.name()).body())
        .contains("1–1 of 1 sign-in");
  }

  @Test
  void aKeyIsShownOnceAndWorksUntilItIsRevoked() {
    Added user = add("agent");
    Browser person = person(user);
    assertThat(person.get("/console/api-keys").body())
        .contains("No API keys yet")
        .doesNotContain(">Owner</th>");

    HttpResponse<String> made =
        person.post(
            "/console/api-keys", Map.of("name", "<b>nightly</b>", "role", "agent", "days", "7"));
    assertThat(made.statusCode()).isEqualTo(200);
    assertThat(made.headers().firstValue("Cache-Control")).hasValue("no-store");
    String key = one(Pattern.compile("id=\"new-key\" value=\"(ox_[\\w-]+)\""), made.body());
    assertThat(made.body())
        .contains("&lt;b&gt;nightly", "id=\"copy-key\"", "/api-keys.js\"")
        .doesNotContain("<b>nightly");
    assertThat(gateway.get("/api/v1/auth/me", key).statusCode()).isEqualTo(200);

    String list = person.get("/console/api-keys").body();
    assertThat(list).contains("expires soon", key.substring(0, 8)).doesNotContain(key);
    assertThat(admin.get("/console/api-keys?owner=" + user.id()).body())
        .contains("1–1 of 1 API key", ">" + user.name() + "</a>");
    assertThat(person.get("/console/api-keys.csv").body()).contains("<b>nightly</b>");

    String revoke = one(Pattern.compile("href=\"(/console/api-keys/[0-9a-f-]+/revoke)\""), list);
    assertThat(person.get(revoke).body()).contains("Revoke API key &lt;b&gt;nightly");
    assertThat(person(add("analyst")).get(revoke).statusCode()).isEqualTo(404);
    person.post(revoke, Map.of());
    assertThat(gateway.get("/api/v1/auth/me", key).statusCode()).isEqualTo(401);
    assertThat(person.get(revoke).statusCode()).isEqualTo(404);
  }

  @Test
  void aKeyWithMoreRolesThanItsMakerIsRefusedInTheForm() {
    HttpResponse<String> answer =
        person(add("agent"))
            .post("/console/api-keys", Map.of("name", "n", "role", "admin", "days", "never"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("must be a role that you hold", "value=\"never\" selected");
  }

  @Test
  void signInsAreFoundByWhatTheyAre() {
    String name = add("agent").name();
    new Browser(gateway)
        .post("/console/sign-in", Map.of("username", name, "password", "not-the-password"));

    assertThat(admin.get("/console/sign-ins?outcome=refused&user=" + name).body())
        .contains("1–1 of 1 sign-in", "wrong password", "?address=127.0.0.1")
        .contains("value=\"refused\" selected");
    assertThat(admin.get("/console/sign-ins?user=" + name + "&to=-1h").body())
        .contains("No sign-in matches");
    assertThat(admin.get("/console/sign-ins?from=yesterday").body()).contains("This was refused");
    assertThat(admin.get("/console/sign-ins.csv?user=" + name).body())
        .contains("," + name + ",")
        .contains("password-wrong");
  }

  @Test
  void whoWasDeletedIsNamedButNotLinked() {
    Added user = add("analyst");
    person(user);
    String attempts = "/console/sign-ins?user=" + user.id();
    assertThat(admin.get(attempts).body()).contains("href=\"" + user.path() + "\"");

    admin.post(user.path() + "/delete", Map.of("typed", user.name()));

    assertThat(admin.get(attempts).body())
        .contains(user.name(), "<span class=\"muted\">deleted</span>")
        .doesNotContain("href=\"" + user.path() + "\"");
    HttpResponse<String> page = admin.get(user.path());
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body())
        .contains("picture missing", "It was deleted, or it never existed.")
        .contains("class=\"button\" href=\"/console/users\">Users</a>");
  }

  @Test
  void othersMayNot() {
    Browser operator = person(add("operator"));
    for (String path : new String[] {"users", "users/new", "users.csv", "sign-ins"}) {
      HttpResponse<String> page = operator.get("/console/" + path);
      assertThat(page.statusCode()).as(path).isEqualTo(403);
      assertThat(page.body()).as(path).contains("This needs the role admin");
    }
    assertThat(operator.post("/console/users", Map.of("username", "x")).statusCode())
        .isEqualTo(403);
  }
}
