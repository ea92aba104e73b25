package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.orchestratex.backup.job.Job;
import io.orchestratex.local.TestEngines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Restores of documents that are older than their TTL, while the server's TTL monitor is awake. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExpiryTest {

  private static final int DOCUMENTS = 300;
  private static final Duration A_ROUND_OF_THE_MONITOR = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private final MongoClient root = MongoClients.create(TestEngines.shared().mongo().rootUri());
  private volatile String dieAt = "";
  private SampleData data;
  private RunningBackupService service;

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @BeforeAll
  void start() {
    data = new SampleData();
    service = new RunningBackupService("expiry", folder, data.database);
    ObserverRelay.watching = this::reached;
    // Awake twice a second at most; asleep while the old documents are made and backed up.
    // Heeded after the sleep that goes on, which may be the minute that a server begins with.
    set("ttlMonitorSleepSecs", 1);
    set("ttlMonitorEnabled", false);
    fill();
  }

  @AfterAll
  void stop() {
    set("ttlMonitorEnabled", true);
    set("ttlMonitorSleepSecs", 1);
    ObserverRelay.watching = (job, point) -> {};
    service.close();
    data.close();
    root.close();
  }

  private void set(String parameter, Object value) {
    root.getDatabase("admin").runCommand(new Document("setParameter", 1).append(parameter, value));
  }

  private void fill() {
    Instant old = Instant.now().minus(Duration.ofDays(3));
    List<Document> sessions = new ArrayList<>();
    List<Document> clustered = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      sessions.add(new Document("_id", i).append("at", Date.from(old)));
      clustered.add(new Document("_id", Date.from(old.plusMillis(i))));
    }
    MongoDatabase db = data.mongo();
    db.getCollection("sessions").insertMany(sessions);
    db.getCollection("sessions")
        .createIndex(Indexes.ascending("at"), new IndexOptions().expireAfter(1L, TimeUnit.HOURS));
    db.runCommand(
        new Document("create", "clustered")
            .append(
                "clusteredIndex",
                new Document("key", new Document("_id", 1)).append("unique", true))
            .append("expireAfterSeconds", 3600L));
    db.getCollection("clustered").insertMany(clustered);
  }

  private void reached(Job job, String point) {
    if (point.equals("loaded:mongodb")) {
      twoRoundsOfTheMonitor();
    }
    if (point.equals(dieAt)) {
      dieAt = "";
      service.leaseOfKilledRunsOut(job);
      throw new Killed();
    }
  }

  /** What may be deleted now has been deleted when this returns. */
  private void twoRoundsOfTheMonitor() {
    long before = rounds();
    Awaitility.await()
        .atMost(A_ROUND_OF_THE_MONITOR)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> rounds() >= before + 2);
  }

  private long rounds() {
    return root.getDatabase("admin")
        .runCommand(new Document("serverStatus", 1))
        .get("metrics", Document.class)
        .get("ttl", Document.class)
        .get("passes", Number.class)
        .longValue();
  }

  private long count(String collection) {
    return data.mongo().getCollection(collection).countDocuments();
  }

  private void awaitExpired() {
    Awaitility.await()
        .atMost(A_ROUND_OF_THE_MONITOR)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          assertThat(count("sessions")).isZero();
          assertThat(count("clustered")).isZero();
        });
  }

  @Test
  void aBackupOlderThanItsTtlIsRestoredAndExpiresOnlyThen() {
    String id = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
    set("ttlMonitorEnabled", true);
    awaitExpired();
    String body = "{\"backup\":\"" + id + "\"}";
    JsonNode plan = service.post("/api/v1/restores", body).body().get("plan");
    assertThat(plan.get("warnings").toString())
        .contains(data.database + ".clustered, " + data.database + ".sessions expire by their age");

    // Dying anywhere around the swap changes nothing of this.
    for (String point :
        List.of("", "swapping", "in_place", "applied:ttl %s.clustered".formatted(data.database))) {
      dieAt = point;
      JsonNode restore = service.restored(body);

      assertThat(dieAt).as("died at %s", point).isEmpty();
      assertThat(restore.get("state").asText()).as("%s %s", point, restore).isEqualTo("succeeded");
      for (String collection : List.of("sessions", "clustered")) {
        JsonNode compared = compared(restore, data.database + "." + collection);
        assertThat(compared.get("count").asLong()).as(collection).isEqualTo(DOCUMENTS);
        assertThat(compared.get("equal").asBoolean()).isTrue();
      }
      assertThat(restore.get("steps").toString()).contains("\"follow_up\"");
      assertThat(rule("sessions")).isEqualTo(3600);
      awaitExpired(); // The rules are in force again, for both.
      assertThat(data.leftovers()).isEmpty();
    }
  }

  private static JsonNode compared(JsonNode restore, String name) {
    for (JsonNode each : restore.at("/report/objects")) {
      if (each.get("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError(name + " was not compared: " + restore);
  }

  private long rule(String collection) {
    for (Document index : data.mongo().getCollection(collection).listIndexes()) {
      if (index.containsKey("expireAfterSeconds")) {
        return index.get("expireAfterSeconds", Number.class).longValue();
      }
    }
    return -1;
  }
}
