package io.orchestratex.session.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.orchestratex.kit.Gate;
import io.orchestratex.kit.access.Role;
import io.orchestratex.session.RunningService;
import io.orchestratex.session.conversation.Session;
import io.orchestratex.session.conversation.SessionDirectory;
import io.orchestratex.session.conversation.SessionLabel;
import io.orchestratex.session.conversation.SessionStatus;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Redis knows of sessions, while it is there and while it is not. */
@Timeout(120)
class SessionDirectoryTest {

  private final RunningService service = RunningService.shared();
  private final String ann = RunningService.token("ann", Role.AGENT);
  private final String eve = RunningService.token("eve", Role.AGENT);
  private final RedisClient client = RedisClient.create(service.redisUri());
  private final StatefulRedisConnection<String, String> connection = client.connect();
  private final RedisCommands<String, String> redis = connection.sync();

  @AfterEach
  void leave() {
    connection.close();
    client.shutdown();
  }

  @Test
  void keepsOwnerAndStateUntilTheSessionIsDeleted() {
    String id = service.startSession(ann).get("id").asText();

    assertThat(redis.hgetall("session:" + id))
        .isEqualTo(Map.of("user_id", "ann", "status", "active"));
    assertThat(redis.pttl("session:" + id)).isBetween(1L, Duration.ofHours(1).toMillis());

    service.json(service.post("/api/v1/sessions/" + id + "/end", ann, ""), 200);
    assertThat(redis.hget("session:" + id, "status")).isEqualTo("ended");

    assertThat(service.delete("/api/v1/sessions/" + id, ann).statusCode()).isEqualTo(204);
    assertThat(redis.exists("session:" + id)).isZero();
    service.problem(service.get("/api/v1/sessions/" + id, ann), 404, "session.unknown");
    assertThat(redis.exists("session:" + id)).isZero();
  }

  @Test
  void isFilledAndPutRightByReading() {
    JsonNode session = service.startSession(ann);
    String id = session.get("id").asText();
    redis.del("session:" + id);

    assertThat(service.json(service.get("/api/v1/sessions/" + id, ann), 200)).isEqualTo(session);
    assertThat(redis.hget("session:" + id, "user_id")).isEqualTo("ann");

    service.mongo().getCollection("user_sessions").deleteOne(new Document("_id", new ObjectId(id)));
    service.problem(service.get("/api/v1/sessions/" + id, ann), 404, "session.unknown");
    assertThat(redis.exists("session:" + id)).isZero();
  }

  @Test
  void refusesStrangersAndNeverLetsThemInByItself() {
    String id = service.startSession(ann).get("id").asText();

    service.problem(service.get("/api/v1/sessions/" + id, eve), 404, "session.unknown");
    service.problem(
        service.get("/api/v1/sessions/" + id.toUpperCase(Locale.ROOT), eve),
        404,
        "session.unknown");
    redis.hset("session:" + id, "user_id", "eve");
    service.problem(service.get("/api/v1/sessions/" + id, eve), 404, "session.unknown");
  }

  @Test
  void letsNoReaderThatWasOvertakenBringAnOlderStateBack() {
    SessionDirectory directory = service.bean(SessionDirectory.class);
    String id = service.startSession(ann).get("id").asText();
    service.json(service.post("/api/v1/sessions/" + id + "/end", ann, ""), 200);

    directory.keep(read(id, SessionStatus.ACTIVE));
    assertThat(redis.hget("session:" + id, "status")).isEqualTo("ended");

    assertThat(service.delete("/api/v1/sessions/" + id, ann).statusCode()).isEqualTo(204);
    directory.keep(read(id, SessionStatus.ENDED));
    assertThat(redis.exists("session:" + id)).isZero();
  }

  private static Session read(String id, SessionStatus status) {
    Instant then = Instant.EPOCH;
    return new Session(
        id,
        "ann",
        new SessionLabel("Test", List.of(), Map.of()),
        status,
        then,
        then,
        null,
        0,
        BigDecimal.ZERO,
        0,
        1);
  }

  @Test
  void isNotNeededWhileRedisIsSilentAndLearnsWhatItMissed() throws Exception {
    Map<String, String> environment = new HashMap<>(RunningService.environment("redis_down"));
    String real = Objects.requireNonNull(environment.get("REDIS_URI"));
    RedisURI address = RedisURI.create(real);
    try (Gate gate = new Gate(address.getHost() + ":" + address.getPort())) {
      environment.put(
          "REDIS_URI", real.replace(address.getHost() + ":" + address.getPort(), gate.address()));
      gate.open();
      try (RunningService behind =
              RunningService.start(
                  environment, Map.of("orchestratex.session.redis.retry-after", "200ms"));
          RedisClient direct = RedisClient.create(real);
          StatefulRedisConnection<String, String> look = direct.connect()) {
        String ended = behind.startSession(ann).get("id").asText();
        String deleted = behind.startSession(ann).get("id").asText();
        assertThat(look.sync().exists("session:" + ended, "session:" + deleted)).isEqualTo(2);

        gate.close();
        behind.startSession(ann);
        behind.json(behind.post("/api/v1/sessions/" + ended + "/end", ann, ""), 200);
        assertThat(behind.json(behind.get("/api/v1/sessions/" + ended, ann), 200).get("status"))
            .hasToString("\"ended\"");
        assertThat(behind.delete("/api/v1/sessions/" + deleted, ann).statusCode()).isEqualTo(204);
        behind.problem(behind.get("/api/v1/sessions/" + deleted, ann), 404, "session.unknown");

        gate.open();
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> {
              assertThat(look.sync().hget("session:" + ended, "status")).isEqualTo("ended");
              assertThat(look.sync().exists("session:" + deleted)).isZero();
            });
      }
    }
  }

  @Test
  void slowsRequestsByAShortWhileOnlyWhenRedisHangs() throws Exception {
    Map<String, String> environment = new HashMap<>(RunningService.environment("redis_hangs"));
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      environment.put("REDIS_URI", "redis://127.0.0.1:" + mute.getLocalPort() + "/0");
      try (RunningService alone =
          RunningService.start(
              environment,
              Map.of(
                  "orchestratex.session.redis.timeout", "300ms",
                  "orchestratex.session.redis.retry-after", "1h"))) {
        String agent =
            alone
                .json(alone.post("/api/v1/agents", ann, "{\"name\":\"A\",\"role\":\"b\"}"), 201)
                .get("id")
                .asText();
        String id = alone.startSession(ann).get("id").asText();

        // Each of these would wait for Redis once or more if the circuit did not hold it back.
        long begin = System.nanoTime();
        for (int i = 0; i < 100; i++) {
          alone.json(alone.get("/api/v1/sessions/" + id, ann), 200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        alone.json(alone.patch("/api/v1/agents/" + agent, ann, "{\"status\":\"busy\"}"), 200);

        JsonNode health = alone.json(alone.get("/health", ""), 200);
        assertThat(health.at("/details/redis/status").asText()).isEqualTo("DEGRADED");
        assertThat(alone.get("/health/readiness", "").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void isShownInTheHealthOfTheService() {
    JsonNode health = service.json(service.get("/health", ""), 200);

    assertThat(health.at("/details/redis/status").asText()).isEqualTo("UP");
    assertThat(health.at("/status").asText()).isEqualTo("UP");
  }
}
