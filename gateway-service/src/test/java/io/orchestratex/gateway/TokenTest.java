package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.orchestratex.contracts.MaintenanceEvent;
import io.orchestratex.gateway.token.TokenIssuer;
import io.orchestratex.kit.TestTokens;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Tokens: what is accepted, refreshed, revoked and rotated. */
class TokenTest extends TwoReplicas {

  TokenTest() {
    super("token");
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
  void ofManyRefreshesWithOneTokenOneWinsAndTheSessionEnds() throws Exception {
    user("race", "agent");
    for (int round = 0; round < 5; round++) {
      String token = signIn("race").get("refresh_token").asText();
      String body = "{\"refresh_token\":\"" + token + "\"}";
      List<String> won = java.util.Collections.synchronizedList(new ArrayList<>());
      List<Callable<HttpResponse<String>>> requests = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        TestGateway asked = i % 2 == 0 ? gateway : replica;
        requests.add(() -> {
          HttpResponse<String> answer = asked.post("/api/v1/auth/refresh", null, body);
          if (answer.statusCode() == 200) {
            won.add(answer.body());
          }
          return answer;
        });
      }

      assertThat(atOnce(requests)).containsExactly(200, 401, 401, 401, 401, 401);

      JsonNode winner = new com.fasterxml.jackson.databind.ObjectMapper().readTree(won.getFirst());
      assertThat(refresh(winner.get("refresh_token").asText()).statusCode()).isEqualTo(401);
      String access = winner.get("access_token").asText();
      for (TestGateway asked : List.of(gateway, replica)) {
        await()
            .atMost(AT_ONCE)
            .until(() -> asked.get("/api/v1/auth/me", access).statusCode() == 401);
      }
    }
  }

  @Test
  void aUserHasTwentySessionsAndTheOneUnusedForLongestEnds() throws Exception {
    String id = user("busy", "agent");
    String first = signIn("busy").get("refresh_token").asText();
    String second = signIn("busy").get("refresh_token").asText();
    for (int i = 0; i < 18; i++) {
      signIn("busy");
    }
    HttpResponse<String> used = refresh(first);
    assertThat(used.statusCode()).isEqualTo(200);

    signIn("busy");

    assertThat(refresh(second).statusCode()).isEqualTo(401);
    assertThat(refresh(TestGateway.json(used).get("refresh_token").asText()).statusCode())
        .isEqualTo(200);
    assertThat(stored("refresh_families").stream().filter(f -> f.getString("user_id").equals(id)))
        .hasSize(20);
  }

  @Test
  void aSessionKeepsTwentyAccessTokensAndTheOldestEndsForGood() throws Exception {
    user("fresh", "agent");
    JsonNode tokens = signIn("fresh");
    String oldest = tokens.get("access_token").asText();
    for (int i = 0; i < 19; i++) {
      tokens = TestGateway.json(refresh(tokens.get("refresh_token").asText()));
    }
    assertThat(replica.get("/api/v1/auth/me", oldest).statusCode()).isEqualTo(200);

    JsonNode last = TestGateway.json(refresh(tokens.get("refresh_token").asText()));

    assertThat(gateway.get("/api/v1/auth/me", oldest).statusCode()).isEqualTo(401);
    await().atMost(AT_ONCE).until(() -> replica.get("/api/v1/auth/me", oldest).statusCode() == 401);
    assertThat(gateway.get("/api/v1/auth/me", last.get("access_token").asText()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aRevokedTokenStaysRevokedWhenAGatewayStartsAgain() throws Exception {
    user("rest", "agent");
    String token = signIn("rest").get("access_token").asText();
    assertThat(gateway.post("/api/v1/auth/revoke", token, "{}").statusCode()).isEqualTo(204);

    try (TestGateway again = TestGateway.start(environment)) {
      assertThat(again.get("/api/v1/auth/me", token).statusCode()).isEqualTo(401);
    }
  }

  /** Every gateway hears of it, one that starts later too; what nobody ends runs out. */
  @Test
  void aServiceInMaintenanceTakesNoChangesAndIsReadOn() throws Exception {
    String path = "/api/v1/monitor/things";
    MaintenanceEvent.Declared declared = declared("m-" + UUID.randomUUID(), 60);
    assertThat(gateway.post(path, admin, "{}").statusCode()).isEqualTo(200);

    gateway.publish(declared, UUID.randomUUID().toString());

    for (TestGateway each : List.of(gateway, replica)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> each.post(path, admin, "{}").statusCode() == 503);
    }
    HttpResponse<String> refused = replica.post(path, admin, "{}");
    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(TestGateway.code(refused)).isEqualTo("gateway.maintenance");
    assertThat(TestGateway.json(refused).get("detail").asText())
        .contains("monitor-service takes no changes now: a test");
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(30L, 60L);
    assertThat(gateway.get(path, admin).statusCode()).as("reading goes on").isEqualTo(200);
    assertThat(gateway.post("/api/v1/sessions/others", admin, "{}").statusCode()).isEqualTo(200);
    try (TestGateway later = TestGateway.start(environment)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> later.post(path, admin, "{}").statusCode() == 503);
    }

    gateway.publish(
        new MaintenanceEvent.Ended(
            declared.maintenanceId(), declared.services(), "a test", Instant.now()),
        UUID.randomUUID().toString());

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> gateway.post(path, admin, "{}").statusCode() == 200);
    gateway.publish(declared("m-" + UUID.randomUUID(), 3), UUID.randomUUID().toString());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> gateway.post(path, admin, "{}").statusCode() == 503);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> gateway.post(path, admin, "{}").statusCode() == 200);
  }

  private static MaintenanceEvent.Declared declared(String id, int seconds) {
    Instant now = Instant.now();
    return new MaintenanceEvent.Declared(
        id, List.of("monitor-service"), "a test", null, "ann", now, now.plusSeconds(seconds));
  }
}
