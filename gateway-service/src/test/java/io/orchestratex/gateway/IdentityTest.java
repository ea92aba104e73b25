package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.orchestratex.gateway.token.TokenIssuer;
import io.orchestratex.kit.TestTokens;
import io.orchestratex.kit.outbox.MongoDatabaseName;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users, tokens, keys, on a real MongoDB and Redis, with two replicas. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityTest {

  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private StubService service;
  private TestGateway gateway;
  private TestGateway replica;
  private String admin;

  @BeforeAll
  void start() throws Exception {
    service = new StubService();
    var environment = TestGateway.environment("identity", service);
    gateway = TestGateway.start(environment);
    replica = TestGateway.start(environment);
    admin = gateway.adminToken();
  }

  @AfterAll
  void stop() {
    replica.close();
    gateway.close();
    service.close();
  }

  private String user(String name, String... roles) throws Exception {
    HttpResponse<String> response =
        gateway.post(
            "/api/v1/users",
            admin,
            "{\"username\":\""
                + name
                + "\",\"password\":\""
                + name
                + "-password-1\",\"roles\":[\""
                + String.join("\",\"", roles)
                + "\"]}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    assertThat(response.body()).doesNotContain("password");
    return TestGateway.json(response).get("id").asText();
  }

  private JsonNode signIn(String name) throws Exception {
    return gateway.signIn(name, name + "-password-1");
  }

  private List<Document> stored(String collection) {
    return gateway
        .bean(MongoClient.class)
        .getDatabase(gateway.bean(MongoDatabaseName.class).name())
        .getCollection(collection)
        .find()
        .into(new java.util.ArrayList<>());
  }

  @Test
  void signsInAndTellsWhoIsCalling() throws Exception {
    String id = user("ann", "agent");
    JsonNode tokens = signIn("ann");

    assertThat(tokens.get("token_type").asText()).isEqualTo("Bearer");
    assertThat(tokens.get("expires_in").asInt()).isBetween(850, 900);
    JsonNode me =
        TestGateway.json(gateway.get("/api/v1/auth/me", tokens.get("access_token").asText()));
    assertThat(me.get("subject").asText()).isEqualTo(id);
    assertThat(me.get("roles").toString()).isEqualTo("[\"agent\"]");
    assertThat(gateway.get("/api/v1/users", tokens.get("access_token").asText()).statusCode())
        .isEqualTo(403);
  }

  @Test
  void storesNoPasswordTokenOrPrivateKeyInTheClear() throws Exception {
    user("vera", "agent");
    String refresh = signIn("vera").get("refresh_token").asText();

    assertThat(stored("users").toString()).contains("$argon2id$").doesNotContain("vera-password-1");
    assertThat(stored("refresh_families").toString())
        .doesNotContain(refresh.substring(refresh.length() - 43));
    assertThat(stored("signing_keys").toString()).doesNotContain("\"d\"");
    assertThat(stored("login_audit").stream().map(d -> d.getString("outcome")))
        .contains("succeeded");
  }

  @Test
  void tellsNobodyWhetherAUserExists() throws Exception {
    user("known", "agent");
    HttpResponse<String> wrong =
        gateway.post("/api/v1/auth/token", null, "{\"username\":\"known\",\"password\":\"x\"}");
    HttpResponse<String> unknown =
        gateway.post("/api/v1/auth/token", null, "{\"username\":\"nobody\",\"password\":\"x\"}");

    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(withoutTrace(unknown)).isEqualTo(withoutTrace(wrong));
  }

  private static String withoutTrace(HttpResponse<String> response) {
    return response.body().replaceAll("[0-9a-f]{32}", "");
  }

  @Test
  void makesWhoGuessesWaitWhicheverReplicaTheyAsk() throws Exception {
    user("guessed", "agent");
    for (int i = 0; i < 5; i++) {
      TestGateway asked = i % 2 == 0 ? gateway : replica;
      assertThat(
              asked
                  .post("/api/v1/auth/token", null, "{\"username\":\"guessed\",\"password\":\"x\"}")
                  .statusCode())
          .isEqualTo(401);
    }
    HttpResponse<String> right =
        replica.post(
            "/api/v1/auth/token",
            null,
            "{\"username\":\"guessed\",\"password\":\"guessed-password-1\"}");

    assertThat(right.statusCode()).isEqualTo(429);
    assertThat(TestGateway.code(right)).isEqualTo("identity.too-many-attempts");
    assertThat(right.headers().firstValueAsLong("retry-after").orElse(0)).isGreaterThan(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"username\":\"a\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}|/username",
        "{\"username\":\"okay\",\"password\":\"short\",\"roles\":[\"agent\"]}|/password",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\",\"roles\":[\"king\"]}|/roles/0",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\",\"roles\":[]}|/roles",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\"}|/roles",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"],\"id\":\"1\"}|/id",
        "{\"username\":{\"$ne\":null},\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}|/username",
        "{\"username\":\"okay\",\"email\":\"none\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}|/email",
      })
  void namesTheFieldThatIsWrong(String body, String pointer) throws Exception {
    HttpResponse<String> response = gateway.post("/api/v1/users", admin, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(TestGateway.json(response).at("/errors").findValuesAsText("pointer"))
        .contains(pointer);
  }

  @Test
  void mongoOperatorsAreNoCredentials() throws Exception {
    HttpResponse<String> response =
        gateway.post(
            "/api/v1/auth/token",
            null,
            "{\"username\":{\"$ne\":\"\"},\"password\":{\"$gt\":\"\"}}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestGateway.json(response).at("/errors/0/pointer").asText()).isEqualTo("/username");
  }

  @Test
  void aRefreshTokenIsGoodOnceAndAUsedOneEndsTheSession() throws Exception {
    user("rita", "agent");
    JsonNode first = signIn("rita");
    HttpResponse<String> refreshed = refresh(first.get("refresh_token").asText());
    assertThat(refreshed.statusCode()).isEqualTo(200);
    JsonNode second = TestGateway.json(refreshed);
    assertThat(gateway.get("/api/v1/auth/me", second.get("access_token").asText()).statusCode())
        .isEqualTo(200);

    HttpResponse<String> reused = refresh(first.get("refresh_token").asText());

    assertThat(reused.statusCode()).isEqualTo(401);
    assertThat(refresh(second.get("refresh_token").asText()).statusCode()).isEqualTo(401);
    assertThat(gateway.get("/api/v1/auth/me", second.get("access_token").asText()).statusCode())
        .isEqualTo(401);
    assertThat(gateway.get("/api/v1/auth/me", first.get("access_token").asText()).statusCode())
        .isEqualTo(401);
    assertThat(stored("login_audit").stream().map(d -> d.getString("outcome"))).contains("reused");
  }

  private HttpResponse<String> refresh(String token) throws Exception {
    return gateway.post("/api/v1/auth/refresh", null, "{\"refresh_token\":\"" + token + "\"}");
  }

  @Test
  void signingOutReachesTheOtherReplicaAtOnce() throws Exception {
    user("otto", "agent");
    JsonNode tokens = signIn("otto");
    String token = tokens.get("access_token").asText();
    assertThat(gateway.get("/api/v1/sessions/me", token).statusCode()).isEqualTo(200);
    assertThat(replica.get("/api/v1/sessions/me", token).statusCode()).isEqualTo(200);

    assertThat(gateway.post("/api/v1/auth/revoke", token, "{}").statusCode()).isEqualTo(204);

    assertThat(gateway.get("/api/v1/sessions/me", token).statusCode()).isEqualTo(401);
    await()
        .atMost(AT_ONCE)
        .until(() -> replica.get("/api/v1/sessions/me", token).statusCode() == 401);
    assertThat(refresh(tokens.get("refresh_token").asText()).statusCode()).isEqualTo(401);
  }

  @Test
  void nobodyButAnAdminRevokesAnothersToken() throws Exception {
    user("paul", "agent");
    user("quin", "agent");
    String paul = signIn("paul").get("access_token").asText();
    String quin = signIn("quin").get("access_token").asText();

    assertThat(
            gateway.post("/api/v1/auth/revoke", quin, "{\"token\":\"" + paul + "\"}").statusCode())
        .isEqualTo(403);
    assertThat(gateway.get("/api/v1/auth/me", paul).statusCode()).isEqualTo(200);
    assertThat(
            gateway.post("/api/v1/auth/revoke", admin, "{\"token\":\"" + paul + "\"}").statusCode())
        .isEqualTo(204);
    assertThat(gateway.get("/api/v1/auth/me", paul).statusCode()).isEqualTo(401);
  }

  @Test
  void newRolesAndRemovalMakeEarlierTokensWorthlessEverywhere() throws Exception {
    String id = user("nora", "agent");
    String before = signIn("nora").get("access_token").asText();
    assertThat(replica.get("/api/v1/auth/me", before).statusCode()).isEqualTo(200);

    assertThat(
            gateway
                .send("PATCH", "/api/v1/users/" + id, admin, "{\"roles\":[\"analyst\"]}")
                .statusCode())
        .isEqualTo(200);
    await().atMost(AT_ONCE).until(() -> replica.get("/api/v1/auth/me", before).statusCode() == 401);
    String after = signIn("nora").get("access_token").asText();
    JsonNode me = TestGateway.json(replica.get("/api/v1/auth/me", after));
    assertThat(me.get("roles").toString()).isEqualTo("[\"analyst\"]");

    assertThat(gateway.send("DELETE", "/api/v1/users/" + id, admin, "").statusCode())
        .isEqualTo(204);
    await().atMost(AT_ONCE).until(() -> replica.get("/api/v1/auth/me", after).statusCode() == 401);
    assertThat(gateway.get("/api/v1/users/" + id, admin).statusCode()).isEqualTo(404);
  }

  @Test
  void theLastAdminStays() throws Exception {
    String id = TestGateway.json(gateway.get("/api/v1/auth/me", admin)).get("subject").asText();

    assertThat(gateway.send("DELETE", "/api/v1/users/" + id, admin, "").statusCode())
        .isEqualTo(409);
    HttpResponse<String> demoted =
        gateway.send("PATCH", "/api/v1/users/" + id, admin, "{\"roles\":[\"agent\"]}");
    assertThat(TestGateway.code(demoted)).isEqualTo("identity.last-admin");
    assertThat(
            gateway.send("PATCH", "/api/v1/users/" + id, admin, "{\"enabled\":false}").statusCode())
        .isEqualTo(409);
  }

  @Test
  void namesAreTakenOnce() throws Exception {
    user("dora", "agent");
    HttpResponse<String> again =
        gateway.post(
            "/api/v1/users",
            admin,
            "{\"username\":\"DORA\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}");

    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(TestGateway.code(again)).isEqualTo("identity.name-taken");
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

  @Test
  void refusesForgedExpiredAndForeignTokens() throws Exception {
    RSAKey published =
        JWKSet.parse(gateway.get("/.well-known/jwks.json", null).body())
            .getKeys()
            .getFirst()
            .toRSAKey();
    assertThat(published.isPrivate()).isFalse();
    JWTClaimsSet claims = TestTokens.claims("ann", "admin").build();
    String none = new PlainJWT(claims).serialize();
    String otherKey =
        signed(new RSAKeyGenerator(2048).keyID(published.getKeyID()).generate(), claims);
    SignedJWT publicKeyAsSecret =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .keyID(published.getKeyID())
                .type(JOSEObjectType.JWT)
                .build(),
            claims);
    publicKeyAsSecret.sign(new MACSigner(published.toRSAPublicKey().getEncoded()));
    SignedJWT ownKeyInHeader =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(new RSAKeyGenerator(2048).generate().toPublicJWK())
                .type(JOSEObjectType.JWT)
                .build(),
            claims);
    ownKeyInHeader.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));
    String expired =
        gateway
            .bean(TokenIssuer.class)
            .issue(
                UUID.randomUUID().toString(),
                "ann",
                "ann",
                List.of("admin"),
                Duration.ofMinutes(-2),
                Instant.now().minusSeconds(3600))
            .value();
    String tampered = admin.substring(0, admin.length() - 6) + "AAAAAA";

    for (String token :
        List.of(
            none,
            otherKey,
            publicKeyAsSecret.serialize(),
            ownKeyInHeader.serialize(),
            expired,
            tampered)) {
      for (String path : List.of("/api/v1/auth/me", "/api/v1/sessions/forged")) {
        HttpResponse<String> response = gateway.get(path, token);
        assertThat(response.statusCode()).as(token).isEqualTo(401);
        assertThat(response.headers().firstValue("www-authenticate")).isPresent();
        assertThat(TestGateway.code(response)).startsWith("access.token-");
      }
    }
    assertThat(service.headsOf("forged")).isEmpty();
  }

  private static String signed(RSAKey key, JWTClaimsSet claims) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build(),
            new JWTClaimsSet.Builder(claims)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  @Test
  void aRotatedKeyWasPublishedBeforeAndTheOldOneStays() throws Exception {
    user("rota", "agent");
    String before = signIn("rota").get("access_token").asText();
    List<String> published = keyIds();
    assertThat(published).hasSizeGreaterThanOrEqualTo(2);

    HttpResponse<String> rotated = gateway.post("/api/v1/auth/keys/rotate", admin, "{}");
    assertThat(rotated.statusCode()).isEqualTo(200);
    String active = TestGateway.json(rotated).get("key_id").asText();

    assertThat(published).contains(active);
    String after = signIn("rota").get("access_token").asText();
    assertThat(SignedJWT.parse(after).getHeader().getKeyID()).isEqualTo(active);
    assertThat(SignedJWT.parse(before).getHeader().getKeyID()).isNotEqualTo(active);
    for (TestGateway asked : List.of(gateway, replica)) {
      assertThat(asked.get("/api/v1/auth/me", before).statusCode()).isEqualTo(200);
      assertThat(asked.get("/api/v1/auth/me", after).statusCode()).isEqualTo(200);
    }
    assertThat(keyIds()).containsAll(published);
    assertThat(gateway.post("/api/v1/auth/keys/rotate", before, "{}").statusCode()).isEqualTo(403);
  }

  private List<String> keyIds() throws Exception {
    return JWKSet.parse(gateway.get("/.well-known/jwks.json", null).body()).getKeys().stream()
        .map(key -> key.getKeyID())
        .toList();
  }

  @Test
  void otherOriginsAreNotInvited() throws Exception {
    HttpResponse<String> response =
        gateway.send(
            gateway
                .request("/api/v1/auth/me", admin)
                .setHeader("Sec-Fetch-Site", "cross-site")
                .GET());
    assertThat(response.headers().firstValue("access-control-allow-origin")).isEmpty();
  }
}
