package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchestratex.gateway.apikey.ApiKeys;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One limit for all replicas, and a limit all the same while Redis is down. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitTest {

  private static final int REQUESTS = 12;

  private StubService service;
  private TestGateway gateway;
  private TestGateway replica;
  private TestGateway withoutRedis;

  @BeforeAll
  void start() throws Exception {
    service = new StubService();
    Map<String, String> environment = TestGateway.environment("limit", service);
    environment.put("ORCHESTRATEX_GATEWAY_LIMIT_REQUESTS", Integer.toString(REQUESTS));
    environment.put("ORCHESTRATEX_GATEWAY_LIMIT_WINDOW", "3s");
    gateway = TestGateway.start(environment);
    replica = TestGateway.start(environment);
    environment.put("REDIS_URI", "redis://127.0.0.1:1/0");
    environment.put("ORCHESTRATEX_GATEWAY_REDIS_RETRY_AFTER", "1s");
    withoutRedis = TestGateway.start(environment);
  }

  @AfterAll
  void stop() {
    withoutRedis.close();
    replica.close();
    gateway.close();
    service.close();
  }

  @Test
  void halfTheCallsOnEachReplicaAreTheWholeLimit() throws Exception {
    String token = gateway.adminToken();
    // Both replicas know the token before the counting begins.
    gateway.get("/api/v1/auth/me", token);
    replica.get("/api/v1/auth/me", token);
    long begin = System.nanoTime();
    int allowed = 0;
    HttpResponse<String> refused = null;
    for (int i = 0; i < 3 * REQUESTS && refused == null; i++) {
      HttpResponse<String> response =
          (i % 2 == 0 ? gateway : replica).get("/api/v1/sessions/limited", token);
      if (response.statusCode() == 200) {
        allowed++;
        assertThat(response.headers().firstValue("ratelimit-policy"))
            .hasValue("\"caller\";q=12;w=3");
        assertThat(response.headers().firstValue("ratelimit").orElse(""))
            .matches("\"caller\";r=\\d+;t=\\d+");
      } else {
        refused = response;
      }
    }
    double refilled = (System.nanoTime() - begin) / 3e9 * REQUESTS;

    if (refused == null) {
      throw new AssertionError("nothing was refused");
    }
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(TestGateway.code(refused)).isEqualTo("limit.exceeded");
    assertThat(refused.headers().firstValueAsLong("retry-after")).hasValue(1);
    assertThat((double) allowed).isLessThanOrEqualTo(REQUESTS + refilled + 1);
    assertThat(allowed).isGreaterThanOrEqualTo(REQUESTS - 2);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> replica.get("/api/v1/sessions/limited", token).statusCode() == 200);
  }

  @Test
  void withoutRedisItStillLimitsAndNothingFails() throws Exception {
    String token = withoutRedis.adminToken();
    withoutRedis.get("/api/v1/auth/me", token);
    int allowed = 0;
    int refused = 0;
    for (int i = 0; i < 4 * REQUESTS; i++) {
      int status = withoutRedis.get("/api/v1/sessions/limited", token).statusCode();
      assertThat(status).isIn(200, 429);
      if (status == 200) {
        allowed++;
      } else {
        refused++;
      }
    }
    assertThat(refused).isPositive();
    assertThat(allowed).isGreaterThanOrEqualTo(REQUESTS / 2);
    assertThat(withoutRedis.get("/health/readiness", null).statusCode()).isEqualTo(200);
  }

  @Test
  void aGuessedCredentialIsCountedWhateverThePathAndWhatMachinesAskForIsNot() throws Exception {
    Map<String, String> environment = TestGateway.environment("limit", service);
    environment.put("ORCHESTRATEX_GATEWAY_LIMIT_ANONYMOUS_REQUESTS", "5");
    environment.put("ORCHESTRATEX_GATEWAY_LIMIT_WINDOW", "1h");
    environment.put(
        "ORCHESTRATEX_GATEWAY_REDIS_PREFIX", "gateway:limit-paths:" + UUID.randomUUID());
    try (TestGateway few = TestGateway.start(environment)) {
      for (int i = 0; i < 5; i++) {
        assertThat(few.get("/nowhere", ApiKeys.PREFIX + "guess-" + i).statusCode()).isEqualTo(401);
      }
      for (String path : List.of("/nowhere", "/", "/prometheus", "/swagger/x", "/openapi.json")) {
        assertThat(few.get(path, "guess").statusCode()).as(path).isEqualTo(429);
      }
      assertThat(few.post("/api/v1/health", "guess", "{}").statusCode()).isEqualTo(429);
      for (String path :
          List.of("/health", "/health/liveness", "/api/v1/health", "/.well-known/jwks.json")) {
        assertThat(few.get(path, null).statusCode()).as(path).isEqualTo(200);
      }
    }
  }
}
