package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** API keys: whose name they act in, with what, and how they end. */
class ApiKeyTest extends TwoReplicas {

  ApiKeyTest() {
    super("apikey");
  }

  @Test
  void aMachineCallsWithItsKeyAndTheServiceSeesAToken() throws Exception {
    user("mac", "operator");
    String mac = signIn("mac").get("access_token").asText();
    HttpResponse<String> made =
        gateway.post("/api/v1/api-keys", mac, "{\"name\":\"ci\",\"roles\":[\"operator\"]}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String key = TestGateway.json(made).get("key").asText();
    String id = TestGateway.json(made).get("id").asText();
    assertThat(key).startsWith("ox_").hasSizeGreaterThan(40);
    assertThat(stored("api_keys").toString()).doesNotContain(key);
    assertThat(gateway.get("/api/v1/api-keys", mac).body()).contains(id).doesNotContain(key);

    assertThat(gateway.get("/api/v1/sessions/by-key", key).statusCode()).isEqualTo(200);
    assertThat(
            replica
                .send(replica.request("/api/v1/sessions/by-key", null).header("X-API-Key", key))
                .statusCode())
        .isEqualTo(200);
    String head = service.headsOf("by-key").getLast();
    assertThat(head).doesNotContain(key);
    SignedJWT token =
        SignedJWT.parse(head.split("(?i)authorization: Bearer ")[1].split("\r\n", 2)[0]);
    assertThat(token.getJWTClaimsSet().getStringListClaim("roles")).containsExactly("operator");
    assertThat(gateway.get("/api/v1/auth/me", token.serialize()).statusCode()).isEqualTo(200);

    assertThat(gateway.send("DELETE", "/api/v1/api-keys/" + id, mac, "").statusCode())
        .isEqualTo(204);
    assertThat(gateway.get("/api/v1/sessions/by-key", key).statusCode()).isEqualTo(401);
    await()
        .atMost(AT_ONCE)
        .until(() -> replica.get("/api/v1/sessions/by-key", key).statusCode() == 401);
    assertThat(gateway.get("/api/v1/auth/me", token.serialize()).statusCode()).isEqualTo(401);
  }

  @Test
  void aKeyHoldsNoMoreThanItsMakerAndMakesNoOther() throws Exception {
    user("kim", "agent");
    String kim = signIn("kim").get("access_token").asText();
    HttpResponse<String> tooMuch =
        gateway.post("/api/v1/api-keys", kim, "{\"name\":\"x\",\"roles\":[\"admin\"]}");
    assertThat(tooMuch.statusCode()).isEqualTo(400);
    assertThat(TestGateway.json(tooMuch).at("/errors/0/pointer").asText()).isEqualTo("/roles/0");

    String key =
        TestGateway.json(
                gateway.post("/api/v1/api-keys", kim, "{\"name\":\"x\",\"roles\":[\"agent\"]}"))
            .get("key")
            .asText();
    assertThat(
            gateway
                .post("/api/v1/api-keys", key, "{\"name\":\"y\",\"roles\":[\"agent\"]}")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            gateway
                .send(gateway.request("/api/v1/auth/me", kim).header("X-API-Key", key))
                .statusCode())
        .isEqualTo(400);
  }

  /** A key of the user, by their own token. */
  private String key(String token, String name, String... roles) throws Exception {
    HttpResponse<String> made =
        gateway.post(
            "/api/v1/api-keys",
            token,
            "{\"name\":\"" + name + "\",\"roles\":[\"" + String.join("\",\"", roles) + "\"]}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return TestGateway.json(made).get("key").asText();
  }

  private List<String> rolesOf(TestGateway asked, String credential) throws Exception {
    HttpResponse<String> me = asked.get("/api/v1/auth/me", credential);
    List<String> roles = new ArrayList<>();
    if (me.statusCode() == 200) {
      TestGateway.json(me).get("roles").forEach(role -> roles.add(role.asText()));
    }
    return roles;
  }

  @ParameterizedTest
  @ValueSource(strings = {"the key itself", "the key in a body", "a token made from it"})
  void aKeyThatIsRevokedStaysRevokedWhenAGatewayStartsAgain(String by) throws Exception {
    String name = "mach-" + Math.abs(by.hashCode() % 1_000);
    user(name, "agent");
    String owner = signIn(name).get("access_token").asText();
    String key = key(owner, "job", "agent");
    assertThat(replica.get("/api/v1/sessions/" + name, key).statusCode()).isEqualTo(200);
    String made = service.headsOf(name).getLast().split("(?i)authorization: Bearer ")[1];

    HttpResponse<String> revoked =
        switch (by) {
          case "the key itself" -> gateway.post("/api/v1/auth/revoke", key, "{}");
          case "the key in a body" ->
              gateway.post("/api/v1/auth/revoke", owner, "{\"token\":\"" + key + "\"}");
          default ->
              gateway.post(
                  "/api/v1/auth/revoke", owner, "{\"token\":\"" + made.split("\r\n", 2)[0] + "\"}");
        };

    assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(204);
    assertThat(gateway.get("/api/v1/auth/me", key).statusCode()).isEqualTo(401);
    await().atMost(AT_ONCE).until(() -> replica.get("/api/v1/auth/me", key).statusCode() == 401);
    try (TestGateway again = TestGateway.start(environment)) {
      assertThat(again.get("/api/v1/auth/me", key).statusCode()).isEqualTo(401);
      assertThat(again.get("/api/v1/api-keys", owner).body()).doesNotContain("\"job\"");
    }
  }

  @Test
  void aKeyLosesWhatItsOwnerLosesAtOnceOnEachReplica() throws Exception {
    String id = user("olga", "operator", "analyst");
    String both = key(signIn("olga").get("access_token").asText(), "both", "operator", "analyst");
    String one = key(signIn("olga").get("access_token").asText(), "one", "operator");
    for (TestGateway asked : List.of(gateway, replica)) {
      assertThat(rolesOf(asked, both)).containsExactly("analyst", "operator");
      assertThat(rolesOf(asked, one)).containsExactly("operator");
    }

    change(id, "{\"roles\":[\"analyst\"]}");
    for (TestGateway asked : List.of(gateway, replica)) {
      await().atMost(AT_ONCE).until(() -> rolesOf(asked, both).equals(List.of("analyst")));
      await().atMost(AT_ONCE).until(() -> asked.get("/api/v1/auth/me", one).statusCode() == 403);
    }

    change(id, "{\"enabled\":false}");
    for (TestGateway asked : List.of(gateway, replica)) {
      await().atMost(AT_ONCE).until(() -> asked.get("/api/v1/auth/me", both).statusCode() == 401);
    }

    change(id, "{\"enabled\":true,\"roles\":[\"admin\"]}");
    for (TestGateway asked : List.of(gateway, replica)) {
      await()
          .atMost(AT_ONCE)
          .until(() -> rolesOf(asked, both).equals(List.of("analyst", "operator")));
    }

    assertThat(gateway.send("DELETE", "/api/v1/users/" + id, admin, "").statusCode())
        .isEqualTo(204);
    for (TestGateway asked : List.of(gateway, replica)) {
      await().atMost(AT_ONCE).until(() -> asked.get("/api/v1/auth/me", both).statusCode() == 401);
    }
  }

  @Test
  void aKeyOfAnAdminScrapesMetricsAndDoesNothingElseWhileItsOwnerIsAdmin() throws Exception {
    String id = user("prom", "admin");
    String key = key(signIn("prom").get("access_token").asText(), "prometheus", "scraper");

    for (TestGateway asked : List.of(gateway, replica)) {
      HttpResponse<String> own = asked.get("/prometheus", key);
      assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
      assertThat(own.body()).contains("\n# TYPE jvm_threads_live_threads gauge\n");
      assertThat(asked.get("/api/v1/metrics/prometheus", key).statusCode()).isEqualTo(200);
      String head = service.headsOf("metrics/prometheus").getLast();
      SignedJWT token =
          SignedJWT.parse(head.split("(?i)authorization: Bearer ")[1].split("\r\n", 2)[0]);
      assertThat(token.getJWTClaimsSet().getStringListClaim("roles")).containsExactly("scraper");
      for (String path : List.of("/api/v1/users", "/api/v1/api-keys")) {
        assertThat(asked.get(path, key).statusCode()).as(path).isEqualTo(403);
      }
    }

    change(id, "{\"roles\":[\"operator\"]}");
    for (TestGateway asked : List.of(gateway, replica)) {
      await().atMost(AT_ONCE).until(() -> asked.get("/prometheus", key).statusCode() == 403);
    }
  }

  private void change(String id, String body) throws Exception {
    HttpResponse<String> changed = gateway.send("PATCH", "/api/v1/users/" + id, admin, body);
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
  }

  @Test
  void aUserHasFiftyKeysHoweverManyAreMadeAtOnce() throws Exception {
    user("hoarder", "agent");
    String token = signIn("hoarder").get("access_token").asText();
    for (int i = 0; i < 47; i++) {
      key(token, "k" + i, "agent");
    }
    List<Callable<HttpResponse<String>>> requests = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      TestGateway asked = i % 2 == 0 ? gateway : replica;
      String body = "{\"name\":\"at-once-" + i + "\",\"roles\":[\"agent\"]}";
      requests.add(() -> asked.post("/api/v1/api-keys", token, body));
    }

    assertThat(atOnce(requests)).containsExactly(201, 201, 201, 409, 409, 409);

    HttpResponse<String> refused =
        gateway.post("/api/v1/api-keys", token, "{\"name\":\"one more\",\"roles\":[\"agent\"]}");
    assertThat(TestGateway.code(refused)).isEqualTo("api-key.too-many");
    String first =
        TestGateway.json(gateway.get("/api/v1/api-keys", token)).at("/items/0/id").asText();
    assertThat(gateway.send("DELETE", "/api/v1/api-keys/" + first, token, "").statusCode())
        .isEqualTo(204);
    key(token, "in its place", "agent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":\"x\",\"roles\":[\"operator\",\"admin\"]}|/roles/1",
        "{\"name\":\"x\",\"roles\":[\"agent\"]}|/roles/0",
        "{\"name\":\"x\",\"roles\":[\"scraper\"]}|/roles/0",
        "{\"name\":\"x\",\"roles\":[null]}|/roles/0",
        "{\"name\":\"x\",\"roles\":[]}|/roles",
        "{\"name\":\"x\\ny\",\"roles\":[\"operator\"]}|/name",
        "{\"name\":\"x\",\"roles\":[\"operator\"],\"owner_id\":\"1\"}|/owner_id",
        "{\"name\":\"x\",\"roles\":[\"operator\"],\"expires_at\":\"2020-01-01T00:00:00Z\"}|/expires_at",
        "{\"name\":\"x\",\"roles\":[\"operator\"],\"expires_at\":\"+1000000000-12-31T23:59:59Z\"}|/expires_at",
      })
  void namesTheFieldOfAKeyThatIsWrong(String body, String pointer) throws Exception {
    if (stored("users").stream().noneMatch(u -> u.getString("username").equals("maker"))) {
      user("maker", "operator");
    }
    HttpResponse<String> response =
        gateway.post("/api/v1/api-keys", signIn("maker").get("access_token").asText(), body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(TestGateway.json(response).at("/errors").findValuesAsText("pointer"))
        .contains(pointer);
  }

  @Test
  void aKeyRemovesItselfAndNoOtherAndNobodySeesAnothers() throws Exception {
    user("pat", "agent");
    user("sam", "agent");
    String pat = signIn("pat").get("access_token").asText();
    String one = key(pat, "one", "agent");
    key(pat, "two", "agent");
    JsonNode keys = TestGateway.json(gateway.get("/api/v1/api-keys", pat)).get("items");
    String oneId = keys.get(0).get("name").asText().equals("one") ? "/items/0/id" : "/items/1/id";
    String twoId = oneId.equals("/items/0/id") ? "/items/1/id" : "/items/0/id";
    JsonNode page = TestGateway.json(gateway.get("/api/v1/api-keys", pat));

    String sam = signIn("sam").get("access_token").asText();
    String path = "/api/v1/api-keys/";
    assertThat(gateway.get("/api/v1/api-keys", sam).body()).doesNotContain(page.at(oneId).asText());
    assertThat(gateway.send("DELETE", path + page.at(oneId).asText(), sam, "").statusCode())
        .isEqualTo(404);
    assertThat(gateway.send("DELETE", path + page.at(twoId).asText(), one, "").statusCode())
        .isEqualTo(403);
    assertThat(gateway.send("DELETE", path + page.at(oneId).asText(), one, "").statusCode())
        .isEqualTo(204);
    assertThat(gateway.get("/api/v1/auth/me", one).statusCode()).isEqualTo(401);
  }
}
