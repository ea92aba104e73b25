package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.ClientSession;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.contracts.Topics;
import io.orchestratex.local.LongRunning;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/**
 * Whole restores that go wrong on purpose, or take long: the target is as it was, or as it should
 * be.
 */
@LongRunning("each test takes a backup and carries a restore through to its rollback")
class RollbackTest extends RollbackCases {

  @Test
  void aRestoreLoadsWhileItsSafetyBackupIsTakenAndMovesNothingBeforeThat() {
    watched.at(
        "backup:dumped:postgresql",
        () -> {
          Awaitility.await()
              .atMost(Duration.ofSeconds(30))
              .until(() ->
                  restores().at("/steps").findValuesAsText("name").contains("compare")
                      && restores().at("/steps/3/state").asText().equals("done"));
          assertThat(restores().get("state").asText()).isEqualTo("comparing");
          assertThat(data.picture()).isEqualTo(watched.damaged);
        });

    JsonNode restore = watched.restored();
    data.damage(); // As the other tests expect it.

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(restore.get("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void aFaultThatPassesDoesNotUndoACompleteSwap() {
    watched.at(
        "restore:applied:rename " + data.database,
        () -> {
          throw new EngineException(EngineException.UNREACHABLE, "PostgreSQL does not answer");
        });
    try {
      JsonNode restore = watched.restored();

      assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
      assertThat(restore.get("attempt").asInt()).isEqualTo(2);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(service.eventsOf(Topics.RESTORE, restore.get("id").asText()))
                  .as("it stood still in between, and said so")
                  .extracting(event -> event.replaceAll("@.*", ""))
                  .containsExactly(
                      "restore.requested",
                      "restore.started",
                      "restore.interrupted",
                      "restore.succeeded"));
    } finally {
      data.damage(); // As the other tests expect it.
    }
    assertThat(data.picture()).isEqualTo(watched.damaged);
  }

  @Test
  void aCancelInTheLastMomentBeforeTheSwapIsObeyed() {
    watched.at("restore:compared", () -> assertThat(cancelled()).isEqualTo(202));

    watched.assertAsBefore(watched.restored(), "cancelled", "cancelled by ann");

    watched.at("restore:swapping", () -> assertThat(cancelled()).isEqualTo(409));
    JsonNode restore = watched.restored();
    data.damage(); // As the other tests expect it.
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
  }

  @Test
  void aCancelInTheLastMomentBeforeTheCommitIsObeyed() {
    watched.at(
        "backup:checked",
        () -> {
          String id = service.get("/api/v1/backups").at("/items/0/id").asText();
          assertThat(service.post("/api/v1/backups/" + id + "/cancel", "").status()).isEqualTo(202);
        });

    String id = service.ordered("/api/v1/backups", "{\"targets\":[\"postgresql\"]}");

    assertThat(service.ended("/api/v1/backups/" + id).get("state").asText()).isEqualTo("cancelled");
    assertThat(vault().resolve(id)).doesNotExist();
  }

  /** A database in the way of the first thing that is put back. */
  @Test
  void whatCannotBePutBackKeepsNothingElseMoved() {
    AtomicReference<String> inTheWay = new AtomicReference<>("");
    AtomicReference<String> putBack = new AtomicReference<>("");
    watched.at(
        "restore:applied:rename " + data.database,
        () -> {
          inTheWay.set(watched.temporaryDatabase("ox\\_old\\_%").replace("ox_old_", "ox_restore_"));
          data.sql("", "CREATE DATABASE " + inTheWay.get());
          data.mongo().getCollection("responses").drop();
        });
    watched.at(
        "restore:undone:rename " + data.database + ".responses",
        () -> {
          putBack.set(data.picture(data.database));
          data.sql("", "DROP DATABASE " + inTheWay.get());
        });

    JsonNode restore = watched.restored();

    assertThat(restore.get("attempt").asInt()).as("tried again").isEqualTo(2);
    watched.assertAsBefore(
        restore, "rolled_back", "responses in place, what is live is not what was loaded");
    assertThat(putBack.get()).as("in the first attempt").contains("mongo responses=", "101[");
  }

  @Test
  void anotherAttemptKeepsWhatThereIsThen() {
    watched.at(
        "restore:loaded:mongodb",
        () -> {
          throw new WatchedRestores.Killed();
        });
    try {
      JsonNode restore = watched.restored();

      assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
      assertThat(restore.get("attempt").asInt()).isEqualTo(2);
      JsonNode kept = service.get("/api/v1/backups?label=pre-restore").get("items");
      assertThat(kept.at("/0/id")).isEqualTo(restore.get("safety_backup"));
      assertThat(kept.at("/1/created_at").asText())
          .as("the first attempt had one, too")
          .isGreaterThanOrEqualTo(restore.get("created_at").asText());
    } finally {
      data.damage(); // As the other tests expect it.
    }
    assertThat(data.picture()).isEqualTo(watched.damaged);
  }

  /** An open transaction keeps the rename waiting for longer than a lease lasts. */
  @Test
  void aSlowSwapCostsNoJobItsWorker() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    watched.at(
        "backup:dumped:postgresql",
        () -> {
          stopped.countDown();
          try {
            assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    String other = service.ordered("/api/v1/backups", "{\"targets\":[\"postgresql\"]}");
    assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
    try (ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor()) {
      watched.at(
          "restore:swapping",
          () -> {
            ClientSession session = mongo.startSession();
            session.startTransaction();
            mongo
                .getDatabase(data.database)
                .getCollection("responses")
                .insertOne(session, new Document("_id", "held"));
            var _ =
                later.schedule(
                    () -> {
                      session.abortTransaction();
                      session.close();
                    },
                    6,
                    TimeUnit.SECONDS);
          });
      JsonNode restore =
          service.restored("{\"backup\":\"" + watched.backup + "\",\"targets\":[\"mongodb\"]}");
      go.countDown();

      assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
      assertThat(restore.get("duration_ms").asLong()).as("the swap was slow").isGreaterThan(5_000);
      assertThat(restore.get("attempt").asInt()).as("leases last 2 s").isEqualTo(1);
      JsonNode kept = service.ended("/api/v1/backups/" + other);
      assertThat(kept.get("state").asText()).isEqualTo("succeeded");
      assertThat(kept.get("attempt").asInt()).isEqualTo(1);
    } finally {
      go.countDown();
      data.damage(); // As the other tests expect it.
    }
    assertThat(data.picture()).isEqualTo(watched.damaged);
  }
}
