package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.engine.redis.RedisProcess;
import io.orchestratex.backup.job.Job;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis as a target of a running service: backup, restore with kills, drill, files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisJourneyTest {

  private static final String LAST_SWAP = "applied:swap db3";

  @TempDir static Path folder;

  private final Map<String, Runnable> reactions = new ConcurrentHashMap<>();
  private RedisProcess redis;
  private RunningBackupService service;
  private String backup;
  private String backedUp;

  @BeforeAll
  void start() {
    Path program = TestEngines.redisServer();
    redis = RedisProcess.empty(program);
    for (int i = 0; i < 100; i++) {
      redis.in(i % 2 == 0 ? 0 : 3, "SET", "key " + i, "value " + i);
    }
    redis.call("HSET", "hash", "field", "value");
    redis.call("SET", "session:1", "of the backup");
    service =
        new RunningBackupService(
            "redis",
            folder,
            List.of(new RunningBackupService.Target("redis", "redis", redis.uri())),
            Map.of(
                "orchestratex.backup.scope.databases",
                "*",
                "orchestratex.backup.drill.folder",
                folder.resolve("drills").toString(),
                "orchestratex.backup.redis.programs",
                Objects.requireNonNull(program.getParent()).toString()));
    ObserverRelay.watching = this::reached;
    backup = service.backedUp("{}").get("id").asText();
    backedUp = redis.picture(0) + "\n" + redis.picture(3);
  }

  @AfterAll
  void stop() {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
    redis.close();
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(reactions).as("points that were not reached").isEmpty();
    assertThat(redis.call("INFO", "keyspace").lines().filter(line -> line.startsWith("db")))
        .as("databases with keys")
        .hasSize(2);
  }

  private void reached(Job job, String point) {
    Runnable reaction = reactions.remove(job.kind() + ":" + point);
    if (reaction != null) {
      try {
        reaction.run();
      } catch (SampleTargets.Killed e) {
        service.leaseOfKilledRunsOut(job);
        throw e;
      }
    }
  }

  private void damage() {
    redis.call("DEL", "key 0", "hash");
    redis.call("SET", "session:1", "of the backup");
    redis.call("LPUSH", "list", "not in the backup");
    redis.in(3, "SET", "key 1", "changed");
  }

  private String picture() {
    return redis.picture(0) + "\n" + redis.picture(3);
  }

  private JsonNode restored() {
    return service.restored("{\"backup\":\"" + backup + "\"}");
  }

  @Test
  void aBackupNamesServerAndContent() {
    JsonNode part = service.get("/api/v1/backups/" + backup).get("parts").get(0);

    assertThat(part.get("engine").asText()).isEqualTo("redis");
    assertThat(part.get("objects").findValuesAsText("name"))
        .containsExactlyInAnyOrder("db0.hash", "db0.string", "db3.string");
    JsonNode target = service.get("/api/v1/targets").get("items").get(0);
    assertThat(target.get("databases").toString()).isEqualTo("[\"db0\",\"db3\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "safety_backup",
        "loaded:redis",
        "compared",
        "swapping",
        "applied:swap db0",
        LAST_SWAP,
        "in_place",
        "confirmed"
      })
  void aKillAtEachPointEndsInTheBackup(String point) {
    damage();
    reactions.put(
        "restore:" + point,
        () -> {
          throw new SampleTargets.Killed();
        });

    JsonNode restore = restored();

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(picture()).isEqualTo(backedUp);
  }

  /** Another client empties what was put in place before it is confirmed: all goes back. */
  @Test
  void whatFailsInTheMiddleEndsInTheDataOfBefore() {
    damage();
    String damaged = picture();
    reactions.put("restore:" + LAST_SWAP, () -> redis.call("DEL", "orchestratex:restore:live"));

    JsonNode restore = restored();

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("rolled_back");
    assertThat(picture()).isEqualTo(damaged);
  }

  @Test
  void oneDatabaseIsRestoredAndTheOtherStays() {
    damage();

    JsonNode restore = service.restored("{\"backup\":\"" + backup + "\",\"databases\":[\"db3\"]}");

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(redis.in(3, "GET", "key 1")).isEqualTo("value 1");
    assertThat(redis.call("EXISTS", "list")).isEqualTo("1");
  }

  @Test
  void aDrillProvesIt() {
    JsonNode drill = service.ended("/api/v1/drills/" + service.ordered("/api/v1/drills", body()));

    assertThat(drill.get("state").asText()).as("%s", drill).isEqualTo("succeeded");
    assertThat(drill.get("parts").get(0).get("records").asInt()).isEqualTo(102);
  }

  private String body() {
    return "{\"backup\":\"" + backup + "\"}";
  }

  @Test
  void theExportIsTheDumpFileOfAStockServer() throws IOException {
    HttpResponse<byte[]> file =
        service.download("/api/v1/backups/" + backup + "/export?target=redis");
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Disposition").orElse("")).contains(".rdb");
    Path data = Files.createTempDirectory("ox-redis-test-");
    Files.write(data.resolve("dump.rdb"), file.body());

    try (RedisProcess stock = new RedisProcess(TestEngines.redisServer(), data)) {
      assertThat(stock.picture(0) + "\n" + stock.picture(3)).isEqualTo(backedUp);
    }
  }

  /** The next try comes when the script has ended. */
  @Test
  void aBackupWaitsForAScriptThatBlocksTheServer() {
    redis.call("CONFIG", "SET", "lua-time-limit", "5");
    Thread script =
        Thread.ofVirtual()
            .start(() -> {
              try {
                redis.call("EVAL", "while true do end", "0");
              } catch (UncheckedIOException e) {
                // It was ended.
              }
            });
    try {
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::isBusy);
      JsonNode target = service.get("/api/v1/targets").get("items").get(0);
      assertThat(target.get("failure").asText()).contains("a script runs in it");
    } finally {
      redis.call("SCRIPT", "KILL");
    }
    assertThat(script).isNotNull();
    service.backedUp("{}");
  }

  private boolean isBusy() {
    try {
      redis.call("PING");
      return false;
    } catch (UncheckedIOException e) {
      return String.valueOf(e.getMessage()).contains("BUSY");
    }
  }
}
