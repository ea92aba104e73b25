package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.contracts.Topics;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole restores that go wrong on purpose, or take long: the target is as it was, or as it should
 * be.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@LongRunning("each test takes a backup and carries a restore through to its rollback")
class RollbackTest {

  @TempDir static Path folder;
  private final MongoClient mongo = MongoClients.create(TestEngines.shared().mongo().backupUri());
  private WatchedRestores watched;
  private SampleData data;
  private RunningBackupService service;

  @BeforeAll
  void start() {
    watched = new WatchedRestores(folder);
    data = watched.data;
    service = watched.service;
  }

  @AfterEach
  void rest() {
    watched.assertAllReached();
  }

  @AfterAll
  void stop() {
    watched.close();
    mongo.close();
  }

  @Test
  void whatIsUnequalAfterLoadingIsNotPutInPlace() {
    watched.at(
        "restore:loaded:postgresql",
        () ->
            data.mongo()
                .getCollection(watched.beside())
                .updateOne(
                    new Document("_id", 17), new Document("$set", new Document("text", "other"))));

    JsonNode restore = watched.restored();

    watched.assertAsBefore(restore, "failed", data.database + ".responses");
    assertThat(restore.at("/report/equal").asBoolean()).isFalse();
  }

  /** The content of a backup is verified while it is loaded. */
  @Test
  void whatIsFoundDamagedWhileItIsLoadedIsNotPutInPlace() throws IOException {
    Path packs = vault().resolve("packs");
    Path kept = Files.createDirectory(folder.resolve("packs.kept"));
    List<Path> all;
    try (Stream<Path> files = Files.list(packs)) {
      all = files.toList();
    }
    for (Path pack : all) {
      Files.copy(pack, kept.resolve(pack.getFileName()));
      byte[] bytes = Files.readAllBytes(pack);
      bytes[bytes.length - 20] ^= 1; // Of its last chunk.
      Files.write(pack, bytes);
    }
    try {
      watched.assertAsBefore(watched.restored(), "failed", "the chunk fails its authentication");
    } finally {
      for (Path pack : all) {
        Files.move(kept.resolve(pack.getFileName()), pack, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

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

  private JsonNode restores() {
    return service.get("/api/v1/restores").at("/items/0");
  }

  @Test
  void whatIsNotInPlaceAfterTheSwapIsRolledBack() {
    watched.at(
        "restore:applied:rename " + data.database,
        () -> {
          data.mongo().getCollection("responses").drop();
          data.mongo().getCollection("responses").insertOne(new Document("_id", "stray"));
        });

    watched.assertAsBefore(
        watched.restored(),
        "rolled_back",
        "responses in place, what is live is not what was loaded and compared");
  }

  @Test
  void aSwapThatFindsItsDataGoneIsRolledBack() {
    watched.at(
        "restore:applied:rename " + data.database + ".responses",
        () ->
            data.sql(
                "",
                "DROP DATABASE "
                    + data.one(
                        "SELECT datname FROM pg_database WHERE datname LIKE 'ox\\_restore\\_%'"
                            + " ORDER BY datname DESC LIMIT 1")
                    + " WITH (FORCE)"));

    watched.assertAsBefore(
        watched.restored(), "rolled_back", "is gone; nothing can be put in place");
  }

  @Test
  void aViewThatBecameACollectionMeanwhileKeepsNothingElseMoved() {
    data.mongo().createView("seen", "threads", List.of());
    String withView = service.backedUp("{}").get("id").asText();
    data.mongo().getCollection("seen").drop();
    data.mongo().getCollection("threads").insertOne(new Document("_id", "later"));
    String before = data.picture();
    watched.at(
        "restore:swapping",
        () -> data.mongo().getCollection("seen").insertOne(new Document("_id", "own")));
    try {
      JsonNode restore = service.restored("{\"backup\":\"" + withView + "\"}");

      assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("rolled_back");
      assertThat(restore.get("failure").asText())
          .contains(data.database + ".seen is a view in the backup and a collection now");
      assertThat(data.mongo().getCollection("seen").countDocuments()).as("it stays").isEqualTo(1);
      data.mongo().getCollection("seen").drop();
      assertThat(data.picture()).isEqualTo(before);
    } finally {
      data.mongo().getCollection("seen").drop();
      data.mongo().getCollection("threads").deleteOne(new Document("_id", "later"));
    }
  }

  private Path vault() {
    return folder.resolve("vault");
  }

  private Path away() {
    return folder.resolve("vault.away");
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The worker dies after the first of its moves, and the vault is gone from then on. */
  @Test
  void theJournalAloneBringsARestoreToItsEnd() {
    watched.at(
        "restore:applied:rename " + data.database + ".responses",
        () -> {
          move(vault(), away());
          throw new WatchedRestores.Killed();
        });
    try {
      JsonNode restore = watched.restored();

      assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
      assertThat(restore.get("attempt").asInt()).isEqualTo(2);
      assertThat(data.leftovers()).isEmpty();
    } finally {
      move(away(), vault());
      data.damage(); // As the other tests expect it.
    }
    assertThat(data.picture()).isEqualTo(watched.damaged);
  }

  @Test
  void theJournalAloneRollsARestoreBack() {
    watched.at(
        "restore:applied:rename " + data.database + ".responses",
        () -> {
          move(vault(), away());
          data.sql(
              "",
              "DROP DATABASE " + watched.temporaryDatabase("ox\\_restore\\_%") + " WITH (FORCE)");
          throw new WatchedRestores.Killed();
        });
    try {
      watched.assertAsBefore(
          watched.restored(), "rolled_back", "Rolled back, all data is as it was before: ");
    } finally {
      move(away(), vault());
    }
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

  private int cancelled() {
    String id = restores().get("id").asText();
    return service.post("/api/v1/restores/" + id + "/cancel", "").status();
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
