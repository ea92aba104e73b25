package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is rolled back because something is not as it was loaded, and what is brought to its end by
 * the journal alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RollbackCases {

  @TempDir static Path folder;
  final MongoClient mongo = MongoClients.create(TestEngines.shared().mongo().backupUri());
  WatchedRestores watched;
  SampleData data;
  RunningBackupService service;

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

  JsonNode restores() {
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

  Path vault() {
    return folder.resolve("vault");
  }

  Path away() {
    return folder.resolve("vault.away");
  }

  static void move(Path from, Path to) {
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
    watched.at(
        "restore:undone:rename " + data.database + ".responses",
        () -> {
          throw new WatchedRestores.Killed();
        });
    try {
      watched.assertAsBefore(
          watched.restored(), "rolled_back", "Rolled back, all data is as it was before: ");
    } finally {
      move(away(), vault());
    }
  }

  int cancelled() {
    String id = restores().get("id").asText();
    return service.post("/api/v1/restores/" + id + "/cancel", "").status();
  }
}
