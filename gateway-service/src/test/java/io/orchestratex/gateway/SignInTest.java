package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.orchestratex.gateway.identity.LoginThrottle;
import io.orchestratex.gateway.identity.SignIn;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.mongodb.Mongo;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Signing in, and what a guesser learns and is given. */
class SignInTest extends TwoReplicas {

  SignInTest() {
    super("signin");
  }

  /** Hashes cost here what they cost by default. */
  @Override
  void adjust(Map<String, String> variables) {
    variables.remove("ORCHESTRATEX_GATEWAY_IDENTITY_PASSWORD_MEMORY");
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

    assertThat(stored("users").toString())
        .contains("$argon2id$v=19$m=19456,t=2,p=1$")
        .doesNotContain("vera-password-1");
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

  @Test
  void onePasswordTriedOnManyNamesMeetsALimitToo() throws Exception {
    LoginThrottle throttle = gateway.bean(LoginThrottle.class);
    LoginThrottle other = replica.bean(LoginThrottle.class);
    String address = "198.51.100.7";
    for (int i = 0; i < 100; i++) {
      LoginThrottle asked = i % 2 == 0 ? throttle : other;
      assertThat(asked.attempt("name-" + i, address)).isEmpty();
      asked.failed("name-" + i, address);
    }
    assertThat(throttle.attempt("name-100", address))
        .hasValueSatisfying(wait -> assertThat(wait).isGreaterThan(Duration.ofMinutes(1)));
    assertThat(throttle.attempt("name-100", "198.51.100.8")).isEmpty();
  }

  @Test
  void whoSignsInWithTheRightPasswordIsNotCounted() throws Exception {
    user("regular", "agent");
    SignIn signIn = gateway.bean(SignIn.class);
    for (int i = 0; i < 110; i++) {
      gateway.bean(LoginThrottle.class).attempt("regular", "198.51.100.9");
      gateway.bean(LoginThrottle.class).succeeded("regular", "198.51.100.9");
    }

    assertThat(signIn.signIn("regular", "regular-password-1", "198.51.100.9").username())
        .isEqualTo("regular");
  }

  @Test
  void manyWhoSignInAtOnceFromOneAddressAreNeitherRefusedNorCounted() throws Exception {
    Map<String, String> crowded = new HashMap<>(environment);
    crowded.put("ORCHESTRATEX_GATEWAY_IDENTITY_LOGIN_ATTEMPTS_OF_ADDRESS", "3");
    crowded.put("ORCHESTRATEX_GATEWAY_REDIS_PREFIX", "gateway:signin-crowd:");
    try (TestGateway small = TestGateway.start(crowded)) {
      List<Callable<HttpResponse<String>>> signIns = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String name = "crowd-" + i;
        user(name, "agent");
        signIns.add(() -> tryWith(small, name, name + "-password-1"));
      }

      assertThat(atOnce(signIns)).containsOnly(200);
      for (int i = 0; i < 3; i++) {
        assertThat(tryWith(small, "crowd-" + i, "x").statusCode()).isEqualTo(401);
      }
      HttpResponse<String> afterThree = tryWith(small, "crowd-7", "crowd-7-password-1");
      assertThat(afterThree.statusCode()).isEqualTo(429);
      assertThat(TestGateway.code(afterThree)).isEqualTo("identity.too-many-attempts");
    }
  }

  private static HttpResponse<String> tryWith(TestGateway asked, String name, String password)
      throws Exception {
    return asked.post(
        "/api/v1/auth/token",
        null,
        "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}");
  }

  @Test
  void anAttemptThatEndsInAFaultIsNotCounted() throws Exception {
    user("faulty", "agent");
    gateway
        .bean(MongoClient.class)
        .getDatabase(gateway.bean(Mongo.class).name())
        .getCollection("users")
        .updateOne(
            Filters.eq("username", "faulty"), Updates.set("password_hash", "of another kind"));
    SignIn signIn = gateway.bean(SignIn.class);

    for (int i = 0; i < 8; i++) {
      assertThatThrownBy(() -> signIn.signIn("faulty", "faulty-password-1", "198.51.100.10"))
          .isInstanceOf(IllegalArgumentException.class);
    }
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
  void otherOriginsAreNotInvited() throws Exception {
    HttpResponse<String> response =
        gateway.send(
            gateway
                .request("/api/v1/auth/me", admin)
                .setHeader("Sec-Fetch-Site", "cross-site")
                .GET());
    assertThat(response.headers().firstValue("access-control-allow-origin")).isEmpty();
  }

  @Test
  void anUnknownAndADisabledUserCostTheSameWorkAsAWrongPassword() throws Exception {
    user("timed", "agent");
    String off = user("switched-off", "agent");
    assertThat(
            gateway
                .send("PATCH", "/api/v1/users/" + off, admin, "{\"enabled\":false}")
                .statusCode())
        .isEqualTo(200);

    long wrong = leastWork("timed", "wrong-password-1");
    assertThat(leastWork("nobody-of-that-name", "wrong-password-1"))
        .isBetween(wrong / 3, wrong * 3);
    assertThat(leastWork("switched-off", "switched-off-password-1"))
        .isBetween(wrong / 3, wrong * 3);
  }

  /** Nanoseconds of processor time that a refused sign-in takes; nobody else's load counts. */
  private long leastWork(String name, String password) {
    SignIn signIn = gateway.bean(SignIn.class);
    var processor = ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      long before = processor.getCurrentThreadCpuTime();
      assertThatThrownBy(() -> signIn.signIn(name, password, "192.0.2.1"))
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("credentials-wrong");
      least = Math.min(least, processor.getCurrentThreadCpuTime() - before);
    }
    return least;
  }

  @Test
  void aPasswordThatIsTooLongIsRefusedBeforeAnyWorkIsDone() throws Exception {
    for (int length : new int[] {1_025, 500_000}) {
      HttpResponse<String> response =
          gateway.post(
              "/api/v1/auth/token",
              null,
              "{\"username\":\"long\",\"password\":\"" + "x".repeat(length) + "\"}");
      assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
      assertThat(TestGateway.json(response).at("/errors/0/pointer").asText())
          .isEqualTo("/password");
      assertThat(response.body()).hasSizeLessThan(1_000);
    }
    assertThat(stored("login_audit").stream().map(d -> d.getString("username")))
        .doesNotContain("long");
  }

  @Test
  void takesNoMoreThanANameAndAPassword() throws Exception {
    HttpResponse<String> response =
        gateway.post(
            "/api/v1/auth/token",
            null,
            "{\"username\":\"admin\",\"password\":\"x\",\"roles\":[\"admin\"]}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestGateway.json(response).at("/errors/0/pointer").asText()).isEqualTo("/roles");
  }

  @Test
  void aNameInOtherLettersIsCountedAndSignedInAsTheSame() throws Exception {
    user("kelvin", "agent");
    for (String name : List.of("KELVIN", " kelvin ", "\u212Aelvin", "Kelvin", "kelvin")) {
      assertThat(
              gateway
                  .post(
                      "/api/v1/auth/token",
                      null,
                      "{\"username\":\"" + name + "\",\"password\":\"x\"}")
                  .statusCode())
          .isEqualTo(401);
    }

    assertThat(
            gateway
                .post(
                    "/api/v1/auth/token",
                    null,
                    "{\"username\":\"kElvin\",\"password\":\"kelvin-password-1\"}")
                .statusCode())
        .isEqualTo(429);
  }
}
