package io.orchestratex.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.access.Role;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A real server with the kit on it: whose token gets where. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KitAccessTest {

  private KitServer kit;

  @BeforeAll
  void start() {
    kit = new KitServer();
  }

  @AfterAll
  void stop() {
    kit.close();
  }

  @Test
  void admitsAValidTokenAndTellsWhoCalls() throws Exception {
    HttpResponse<String> response = kit.get("/things/me", kit.tokens.token("ann", Role.AGENT));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(kit.read(response).get("subject").asText()).isEqualTo("ann");
    assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
  }

  @Test
  void refusesAMissingToken() throws Exception {
    kit.assertProblem(kit.get("/things/me", null), 401, "access.token-missing");
  }

  @Test
  void refusesGarbageForATokenAndOtherSchemes() throws Exception {
    kit.assertProblem(kit.get("/things/me", "garbage"), 401, "access.token-invalid");
    HttpResponse<String> basic =
        kit.send(kit.request("/things/me").header("Authorization", "Basic YTpi").GET());
    kit.assertProblem(basic, 401, "access.scheme-unknown");
  }

  @Test
  void refusesATokenSignedByAnotherKey() throws Exception {
    kit.assertProblem(
        kit.get("/things/me", TestTokens.forged("ann", Role.ADMIN)), 401, "access.token-invalid");
  }

  @Test
  void refusesAnUnsignedToken() throws Exception {
    String none = new PlainJWT(TestTokens.claims("ann", Role.ADMIN).build()).serialize();

    kit.assertProblem(kit.get("/things/me", none), 401, "access.token-invalid");
  }

  @Test
  void refusesAnExpiredTokenAndOneForSomebodyElse() throws Exception {
    JWTClaimsSet expired =
        TestTokens.claims("ann", Role.ADMIN)
            .expirationTime(Date.from(Instant.now().minusSeconds(120)))
            .build();
    JWTClaimsSet elsewhere = TestTokens.claims("ann", Role.ADMIN).audience("payroll").build();

    kit.assertProblem(
        kit.get("/things/me", kit.tokens.token(expired)), 401, "access.token-invalid");
    kit.assertProblem(
        kit.get("/things/me", kit.tokens.token(elsewhere)), 401, "access.token-invalid");
  }

  @Test
  void refusesARevokedTokenThatWasAcceptedBefore() throws Exception {
    JWTClaimsSet claims = TestTokens.claims("bob", Role.AGENT).build();
    String token = kit.tokens.token(claims);
    assertThat(kit.get("/things/me", token).statusCode()).isEqualTo(200);

    kit.bean(CachedVerifier.class)
        .revokeToken(claims.getJWTID(), "bob", claims.getExpirationTime().toInstant());

    assertThat(kit.get("/things/me", token).statusCode()).isEqualTo(401);
  }

  @Test
  void refusesACallerWithoutTheRole() throws Exception {
    kit.assertProblem(
        kit.get("/things/guarded", kit.tokens.token("ann", Role.AGENT)),
        403,
        "access.role-missing");
    assertThat(kit.get("/things/guarded", kit.tokens.token("op", Role.OPERATOR)).statusCode())
        .isEqualTo(200);
    assertThat(kit.get("/things/guarded", kit.tokens.token("root", Role.ADMIN)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aMethodsRolesComeBeforeItsClasss() throws Exception {
    assertThat(kit.get("/ranked/all", kit.tokens.token("ann", Role.ANALYST)).statusCode())
        .isEqualTo(200);
    kit.assertProblem(
        kit.get("/ranked/few", kit.tokens.token("ann", Role.ANALYST)), 403, "access.role-missing");
    assertThat(kit.get("/ranked/few", kit.tokens.token("op", Role.OPERATOR)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void leavesOpenWhatIsMeantToBeOpen() throws Exception {
    assertThat(kit.get("/things/open", null).statusCode()).isEqualTo(200);
    assertThat(kit.get("/health/readiness", null).statusCode()).isEqualTo(200);
  }

  @Test
  void showsMetricsToTheScraperOnly() throws Exception {
    assertThat(kit.get("/prometheus", null).statusCode()).isEqualTo(401);
    assertThat(kit.get("/prometheus", "scrape-me").statusCode()).isEqualTo(200);
    assertThat(kit.get("/things/me", "scrape-me").statusCode()).isEqualTo(401);
  }

  @Test
  void showsManagementToTheScraperAndToAdminsOnly() throws Exception {
    for (String path : List.of("/prometheus", "/metrics", "/metrics/jvm.memory.used")) {
      assertThat(kit.get(path, null).statusCode()).as(path).isEqualTo(401);
      for (String role : List.of(Role.OPERATOR, Role.ANALYST, Role.AGENT)) {
        kit.assertProblem(kit.get(path, kit.tokens.token("x", role)), 403, "access.role-missing");
      }
      assertThat(kit.get(path, "scrape-me").statusCode()).as(path).isEqualTo(200);
      assertThat(kit.get(path, kit.tokens.token("root", Role.ADMIN)).statusCode()).isEqualTo(200);
    }
    kit.assertProblem(kit.get("/things", "scrape-me"), 401, "access.token-invalid");
  }

  @Test
  void showsStrangersTheStateOfEachPartAndNoDetails() throws Exception {
    for (String token : new String[] {null, "garbage", kit.tokens.token("ann", Role.OPERATOR)}) {
      JsonNode health = kit.read(kit.get("/health", token));
      assertThat(health.at("/details/versioned/status").asText()).isEqualTo("UP");
      assertThat(health.toString()).doesNotContain("10.0.0.7", "9.9.9");
    }
    for (String token : new String[] {"scrape-me", kit.tokens.token("root", Role.ADMIN)}) {
      assertThat(kit.get("/health", token).body()).contains("10.0.0.7", "9.9.9");
    }
  }

  @Test
  void refusesAPublicKeyUsedAsASecretAndKeysThatTheTokenBringsAlong() throws Exception {
    RSAKey own = new RSAKeyGenerator(2048).keyID("test-key").generate();
    JWTClaimsSet claims = TestTokens.claims("ann", Role.ADMIN).build();
    List<String> secrets =
        List.of(
            kit.tokens.publicKey().toJSONString(),
            Base64.getEncoder()
                .encodeToString(kit.tokens.publicKey().toRSAPublicKey().getEncoded()));
    for (String secret : secrets) {
      SignedJWT hmac =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("test-key").build(), claims);
      hmac.sign(new MACSigner(secret));
      assertInvalid(hmac.serialize());
    }
    assertInvalid(signed(own, new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK())));
    assertInvalid(
        signed(
            own,
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("test-key")
                .jwkURL(URI.create(kit.tokens.jwksUrl()))));
    assertInvalid(signed(own, new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("test-key")));
  }

  @Test
  void refusesAnUnknownKeyHoweverOftenAndTheIssuersOwnTokensGoOn() throws Exception {
    for (String id :
        List.of("unknown", "../../../../dev/null", "' OR '1'='1", "test-key\u0000", "unknown-2")) {
      RSAKey own = new RSAKeyGenerator(2048).keyID(id).generate();
      assertInvalid(signed(own, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id)));
    }
    assertThat(kit.get("/things/me", kit.tokens.token("ann", Role.AGENT)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void refusesTokensOfOthersOfTheFutureAndWithoutWhatMakesThemRevocable() throws Exception {
    Instant now = Instant.now();
    assertInvalid(
        kit.tokens.token(TestTokens.claims("ann", Role.ADMIN).issuer("somebody").build()));
    assertInvalid(
        kit.tokens.token(
            TestTokens.claims("ann", Role.ADMIN)
                .notBeforeTime(Date.from(now.plusSeconds(120)))
                .build()));
    for (String claim : List.of("sub", "jti", "iat", "exp", "roles")) {
      assertInvalid(
          kit.tokens.token(TestTokens.claims("ann", Role.ADMIN).claim(claim, null).build()));
    }
    assertInvalid(kit.tokens.token(TestTokens.claims("ann").claim("roles", "admin").build()));
    assertInvalid(
        kit.tokens.token(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("test-key")
                .type(new JOSEObjectType("logout+jwt"))
                .build(),
            TestTokens.claims("ann", Role.ADMIN).build()));
  }

  @Test
  void forgivesAClockThatIsAheadButNoTokenThatHasExpired() throws Exception {
    Instant now = Instant.now();
    String ahead =
        kit.tokens.token(
            TestTokens.claims("ann", Role.AGENT)
                .issueTime(Date.from(now.plusSeconds(20)))
                .notBeforeTime(Date.from(now.plusSeconds(20)))
                .build());
    assertThat(kit.get("/things/me", ahead).statusCode()).isEqualTo(200);

    String expired =
        kit.tokens.token(
            TestTokens.claims("ann", Role.AGENT)
                .expirationTime(Date.from(now.minusSeconds(1)))
                .build());
    kit.assertProblem(kit.get("/things/me", expired), 401, "access.token-revoked");
  }

  @Test
  void refusesSignedTokensWithEmptyClaimsAndWithoutAnEnd() throws Exception {
    Instant now = Instant.now();
    List<JWTClaimsSet> bad =
        List.of(
            TestTokens.claims("ann").claim("roles", Arrays.asList((Object) null)).build(),
            TestTokens.claims("ann").claim("roles", Arrays.asList(Role.ADMIN, null)).build(),
            TestTokens.claims("ann").claim("roles", List.of(1)).build(),
            TestTokens.claims("ann").claim("roles", null).build(),
            TestTokens.claims("", Role.ADMIN).build(),
            TestTokens.claims(" ", Role.ADMIN).build(),
            TestTokens.claims("ann", Role.ADMIN).jwtID("").build(),
            TestTokens.claims("ann", Role.ADMIN)
                .expirationTime(Date.from(now.plus(Duration.ofHours(26))))
                .build(),
            TestTokens.claims("ann", Role.ADMIN)
                .expirationTime(Date.from(Instant.ofEpochSecond(9_999_999_999_999L)))
                .build(),
            TestTokens.claims("ann", Role.ADMIN)
                .issueTime(Date.from(now.plusSeconds(120)))
                .build());
    for (JWTClaimsSet claims : bad) {
      assertInvalid(kit.tokens.token(claims));
    }
  }

  @Test
  void takesATokenAsItWasGivenAndInNoOtherWriting() throws Exception {
    String token = kit.tokens.token("ann", Role.AGENT);
    assertThat(kit.get("/things/me", token).statusCode()).isEqualTo(200);
    for (String written :
        List.of(token + "!!", token + "=", token.replace(".", "!."), token + ".", "!" + token)) {
      assertInvalid(written);
    }
  }

  @Test
  void saysThatASignInIsOfAnotherInstallation() throws Exception {
    JsonNode problem =
        kit.assertProblem(
            kit.get("/things/me", TestTokens.forged("ann", Role.ADMIN)),
            401,
            "access.token-invalid");
    assertThat(problem.get("detail").asText())
        .contains("another installation", "Sign in again")
        .doesNotContain("JWT", "algorithm");
  }

  private static String signed(RSAKey key, JWSHeader.Builder header) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            header.type(JOSEObjectType.JWT).build(), TestTokens.claims("ann", Role.ADMIN).build());
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  private void assertInvalid(String token) throws Exception {
    kit.assertProblem(kit.get("/things/me", token), 401, "access.token-invalid");
  }
}
