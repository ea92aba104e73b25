package io.orchestratex.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoCollection;
import io.orchestratex.cli.access.ApiFailure;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.local.LongRunning;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;

/** Each service dies by kill -9 in the middle of its work; restarted, it finishes or rolls back. */
@LongRunning("kills each service in the middle of its work and starts it again")
class CrashTest extends Journey {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void aChatThatDiedIsSettledAndTheTotalsStayRight() throws Exception {
    Gateway agent = newcomer("crash-chat", "agent");
    String session = newSession(agent, "Crash");
    String thread = newThread(agent, session);
    ask(agent, thread, "A first one that stays.");
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Void> broken =
        CompletableFuture.runAsync(() ->
            agent.stream(
                "/api/v1/threads/" + thread + "/responses",
                Gateway.body().put("prompt", "Tell me more. ".repeat(200)).put("stream", true),
                (kind, data) -> begun.countDown()));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

    stack.kill("session-service");
    broken.handle((nothing, failure) -> null).get(30, TimeUnit.SECONDS);
    stack.start("session-service");

    String pending = "/api/v1/threads/" + thread + "/responses?limit=100&status=pending";
    await(
        "the broken answer is settled", PATIENCE, () -> agent.get(pending).path("items").isEmpty());
    JsonNode kept = history(agent, thread);
    assertThat(kept).hasSize(1);
    JsonNode read = agent.get("/api/v1/sessions/" + session);
    assertThat(new BigDecimal(read.path("total_cost").asText()))
        .isEqualByComparingTo(new BigDecimal(kept.path(0).path("cost_usd").asText()));
    assertThat(ask(agent, thread, "And it goes on.").path("response_text").asText()).isNotBlank();
  }

  @Test
  void aBackupThatDiedIsTakenAgainAndNoHalfOfItIsListed() {
    bulk("crash_backup", 60_000);
    String id = admin.post("/api/v1/backups", Gateway.body()).path("id").asText();
    await(
        "the backup runs",
        PATIENCE,
        () -> admin.get("/api/v1/backups/" + id).path("state").asText().equals("running"));

    stack.kill("backup-service");
    stack.start("backup-service");

    JsonNode backup = ended(admin, "/api/v1/backups/" + id, PATIENCE);
    assertThat(backup.path("state").asText()).as(backup.toString()).isEqualTo("succeeded");
    assertThat(backup.path("verified").asBoolean()).isTrue();
    assertThat(backup.path("attempt").asInt()).isGreaterThan(1);
    mongo.getDatabase("crash_backup").drop();
  }

  @Test
  void aRestoreThatDiedFinishesOrRollsBack() {
    Gateway agent = newcomer("crash-restore", "agent");
    String thread = newThread(agent, newSession(agent, "Crash restore"));
    ask(agent, thread, "Kept?");
    JsonNode before = history(agent, thread);
    String backup = backup("mongodb");
    for (String when : List.of("safety_backup", "restoring")) {
      JsonNode restore = confirmed(conversationsOf(backup));
      String path = "/api/v1/restores/" + restore.path("id").asText();
      await(
          "the restore is at " + when + " or past it",
          PATIENCE,
          () ->
              List.of(when, "restoring", "comparing", "swapping", "succeeded")
                  .contains(admin.get(path).path("state").asText()));

      stack.kill("backup-service");
      stack.start("backup-service");

      JsonNode done = ended(admin, path, PATIENCE);
      assertThat(done.path("state").asText()).as(done.toString()).isIn("succeeded", "rolled_back");
      assertThat(history(agent, thread)).isEqualTo(before);
    }
    List<String> left =
        mongo.getDatabase("orchestratex").listCollectionNames().into(new ArrayList<>());
    assertThat(left).noneMatch(name -> name.startsWith("ox_"));
  }

  /** Under load: writes are refused, reads are answered, and a death keeps nothing closed. */
  @Test
  void theServiceWhoseDataIsPutInPlaceTakesNoChangesMeanwhile() throws Exception {
    Gateway agent = newcomer("maintenance", "agent");
    String session = newSession(agent, "Kept");
    String backup = backup("mongodb");
    Map<String, Integer> read = new ConcurrentHashMap<>();
    AtomicBoolean stop = new AtomicBoolean();
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              while (!stop.get()) {
                read.merge(
                    outcome(() -> agent.get("/api/v1/sessions/" + session)), 1, Integer::sum);
              }
            });
    try {
      for (boolean dies : new boolean[] {false, true}) {
        String path = "/api/v1/restores/" + confirmed(conversationsOf(backup)).path("id").asText();
        awaitWrites(agent, "gateway.maintenance", PATIENCE);
        if (dies) {
          stack.kill("backup-service");
        }
        // A lease of 15 s that nobody prolongs, and some seconds of a busy machine.
        awaitWrites(agent, "ok", Duration.ofSeconds(30));
        stack.ensureUp();
        JsonNode done = ended(admin, path, PATIENCE);
        assertThat(done.path("state").asText()).as("%s", done).isIn("succeeded", "rolled_back");
        awaitWrites(agent, "ok", Duration.ofSeconds(30));
      }
    } finally {
      stop.set(true);
      reader.join();
    }
    assertThat(read.get("ok")).isPositive();
    assertThat(read).doesNotContainKey("gateway.maintenance");
    assertThat(admin.get("/api/v1/maintenance").path("active").asBoolean()).isFalse();
  }

  private static void awaitWrites(Gateway agent, String outcome, Duration limit) {
    Awaitility.await("writes are answered: " + outcome)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> outcome(() -> newSession(agent, "Load")).equals(outcome));
  }

  private static String outcome(Runnable call) {
    try {
      call.run();
      return "ok";
    } catch (ApiFailure failure) {
      return failure.code();
    }
  }

  @Test
  void samplingGoesOnAfterTheMonitorDied() {
    await("samples", PATIENCE, () -> !latest().isEmpty());

    stack.kill("monitor-service");
    stack.start("monitor-service");

    String at = latest().path(0).path("at").asText();
    await("a newer sample", PATIENCE, () -> latest().path(0).path("at").asText().compareTo(at) > 0);
  }

  private JsonNode latest() {
    return admin.get("/api/v1/metrics/latest?target=postgresql&name=ox_up").path("items");
  }

  @Test
  void anAlertComesOnceAlthoughTheAlertServiceWasDead() {
    MongoCollection<Document> collection = bulk("crash_alert", 40);
    await("the monitor counted them", PATIENCE, () -> sampled("crash_alert", "bulk") == 40);
    await(
        "the alert service knows them",
        Duration.ofSeconds(20),
        () -> admin.get("/api/v1/rules").path("items").size() > 0);

    stack.kill("alert-service");
    collection.deleteMany(new Document("even", true).append("_id", new Document("$lt", 38)));
    collection.deleteMany(new Document("_id", new Document("$lt", 30)));
    await("the monitor counted again", PATIENCE, () -> sampled("crash_alert", "bulk") < 20);
    stack.start("alert-service");

    JsonNode alert = await("the alert", PATIENCE, () -> shrinkAlert("crash_alert"));
    assertThat(alert.path("severity").asText()).isEqualTo("critical");
    admin.post(
        "/api/v1/alerts/" + alert.path("id").asText() + "/resolve",
        Gateway.body().put("resolution", "test"));
    mongo.getDatabase("crash_alert").drop();
  }

  @Test
  void aTokenHoldsAcrossTheDeathOfTheGateway() {
    String session = newSession(admin, "Before the gateway died");

    stack.kill("gateway-service");
    stack.start("gateway-service");

    assertThat(admin.get("/api/v1/sessions/" + session).path("id").asText()).isEqualTo(session);
  }

  @Test
  void aDeadServiceIsNamed() {
    stack.kill("backup-service");

    try {
      admin.get("/api/v1/backups");
      throw new AssertionError("answered although the service is dead");
    } catch (ApiFailure failure) {
      assertThat(failure.status()).isIn(502, 503);
      assertThat(failure.explanation()).contains("backup-service");
    }
    JsonNode health = admin.anonymous("/api/v1/health");
    assertThat(health.at("/services/backup-service/status").asText())
        .isNotEqualToIgnoringCase("UP");
    assertThat(admin.get("/api/v1/sessions").has("items")).isTrue();
  }

  private MongoCollection<Document> bulk(String database, int documents) {
    MongoCollection<Document> collection = mongo.getDatabase(database).getCollection("bulk");
    collection.drop();
    Random random = new Random(7);
    List<Document> batch = new ArrayList<>();
    for (int i = 0; i < documents; i++) {
      byte[] bytes = new byte[1_000];
      random.nextBytes(bytes);
      batch.add(
          new Document("_id", i).append("even", i % 2 == 0).append("bytes", new Binary(bytes)));
      if (batch.size() == 5_000) {
        collection.insertMany(batch);
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      collection.insertMany(batch);
    }
    return collection;
  }
}
