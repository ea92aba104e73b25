package io.orchestratex.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Backups in the forms that people know: one archive, a folder of files, SQL; and imports. */
class ArchiveJourneyTest extends ImportCases {

  @Test
  void anArchiveHoldsEachDatabaseInAFolderOfItsTarget() throws Exception {
    JsonNode backup = service.backedUp("{}");
    String id = backup.get("id").asText();

    HttpResponse<byte[]> archive = service.download("/api/v1/backups/" + id + "/archive");

    assertThat(archive.statusCode()).isEqualTo(200);
    assertThat(archive.headers().firstValue("Content-Disposition"))
        .hasValueSatisfying(name ->
            assertThat(name).matches(".*\"\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\d\\.tar\\.gz\""));
    Map<String, byte[]> files = unpacked(archive.body());
    String mongodb = id + "/mongodb/" + data.database + "/";
    String postgresql = id + "/postgresql/" + data.database + "/" + data.database + ".dump";
    assertThat(files)
        .containsKeys(mongodb + "threads.bson", mongodb + "threads.metadata.json", postgresql);
    assertThat(new String(files.get(mongodb + "threads.metadata.json"), UTF_8))
        .contains("\"collectionName\": \"threads\"");
    for (JsonNode object : backup.at("/parts/0/objects")) {
      if (object.get("name").asText().equals(data.database + ".responses")) {
        assertThat(files.get(mongodb + "responses.bson")).hasSize(object.get("bytes").asInt());
      }
    }
    assertThat(files.get(postgresql))
        .isEqualTo(
            service
                .download(
                    "/api/v1/backups/%s/export?target=postgresql&database=%s"
                        .formatted(id, data.database))
                .body());
    assertThat(service.download("/api/v1/backups/" + id + "/archive").body())
        .as("the same once more")
        .isEqualTo(archive.body());
  }

  @Test
  void stockMongorestoreRestoresTheFolderOfAnArchiveWhereThereIsOne() throws Exception {
    Path program = StockTools.mongorestore();
    assumeTrue(
        program != null,
        "not run: no mongorestore on the PATH or in target/mongo-tools to restore the folder with");
    String id = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
    HttpResponse<byte[]> archive =
        service.download("/api/v1/backups/" + id + "/archive?target=mongodb");
    Map<String, byte[]> files = unpacked(archive.body());
    assertThat(files.keySet())
        .as("of one target only, so without a folder of its own")
        .allMatch(path -> path.startsWith(id + "/" + data.database + "/"));
    for (Map.Entry<String, byte[]> each : files.entrySet()) {
      Path path = folder.resolve("unpacked").resolve(each.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, each.getValue());
    }
    String copy = data.database + "folder";
    try {
      String said =
          StockTools.succeed(
              String.valueOf(program),
              "--uri=" + TestEngines.shared().mongo().backupUri(),
              "--dir=" + folder.resolve("unpacked").resolve(id),
              "--nsFrom=" + data.database + ".*",
              "--nsTo=" + copy + ".*");
      assertThat(said).contains("0 document(s) failed");
      assertThat(data.picture(copy)).isEqualTo(data.picture(data.database));
      assertThat(data.mongo(copy).getCollection(LONG).countDocuments()).isEqualTo(1);
    } finally {
      data.mongo(copy).drop();
    }
  }

  @Test
  void psqlLoadsTheSqlOfADatabaseIntoAnEmptyOne() throws Exception {
    String id = service.backedUp("{\"targets\":[\"postgresql\"]}").get("id").asText();
    String path =
        "/api/v1/backups/%s/export?target=postgresql&database=%s&format="
            .formatted(id, data.database);

    HttpResponse<byte[]> sql = service.download(path + "sql");

    assertThat(sql.statusCode()).isEqualTo(200);
    assertThat(sql.headers().firstValue("Content-Disposition"))
        .hasValueSatisfying(name -> assertThat(name).endsWith(".sql\""));
    Path file = Files.write(folder.resolve("export.sql"), sql.body());
    String copy = data.database + "_sql";
    data.sql("", "CREATE DATABASE " + copy);
    try {
      StockTools.succeed(
          "psql",
          "--set=ON_ERROR_STOP=1",
          "--quiet",
          "--dbname="
              + TestEngines.shared()
                  .postgres()
                  .backupUri()
                  .replaceAll("/postgres(?=$|\\?)", "/" + copy),
          "--file=" + file);
      String rows = "SELECT count(*) || ' ' || sum(hashtext(t::text)) FROM tasks t";
      assertThat(data.one(copy, rows)).isEqualTo(data.one(rows));
    } finally {
      data.sql("", "DROP DATABASE " + copy + " WITH (FORCE)");
    }
    HttpResponse<byte[]> unknown = service.download(path + "csv");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(new String(unknown.body(), UTF_8)).contains("?format", "[dump, sql]");
  }

  @Test
  void anArchiveBreaksOffWhereSomethingIsDamaged() throws Exception {
    byte[] bytes = new byte[1 << 20];
    Random random = new Random(13);
    for (int i = 0; i < 4; i++) {
      random.nextBytes(bytes);
      data.mongo().getCollection("blobs").insertOne(new Document("_id", i).append("b", bytes));
    }
    try {
      String id = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
      Path stored = largest(folder.resolve("vault"));
      try (FileChannel channel = FileChannel.open(stored, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[8]), Files.size(stored) - 4_000);
      }

      HttpResponse<InputStream> damaged =
          service.send(
              service.request(
                  "/api/v1/backups/" + id + "/archive",
                  RunningBackupService.token("ann", Role.OPERATOR)),
              BodyHandlers.ofInputStream());

      if (damaged.statusCode() == 200) {
        assertThatThrownBy(() -> damaged.body().readAllBytes()).isInstanceOf(IOException.class);
      } else {
        assertThat(damaged.statusCode()).isEqualTo(409);
      }
    } finally {
      data.mongo().getCollection("blobs").drop();
    }
  }

  @Test
  void aBackupOfOneCollectionHoldsAndRestoresOnlyThat() throws Exception {
    String full = service.backedUp("{}").get("id").asText();
    String collection = data.database + ".responses";

    JsonNode backup = service.backedUp("{\"collections\":[\"" + collection + "\"]}");

    assertThat(backup.get("kind").asText()).isEqualTo("selected");
    assertThat(backup.get("selected")).extracting(JsonNode::asText).containsExactly(collection);
    assertThat(backup.get("targets")).extracting(JsonNode::asText).containsExactly("mongodb");
    assertThat(backup.at("/parts/0/objects").findValuesAsText("name")).containsExactly(collection);
    String id = backup.get("id").asText();
    assertThat(unpacked(service.download("/api/v1/backups/" + id + "/archive").body()))
        .containsOnlyKeys(
            id + "/" + data.database + "/responses.metadata.json",
            id + "/" + data.database + "/responses.bson");
    assertThat(service.get("/api/v1/backups/latest").get("id").asText())
        .as("a part is no stand-in for the whole")
        .isEqualTo(full);
    assertThat(service.get("/api/v1/targets/mongodb").at("/last_good_backup/id").asText())
        .isEqualTo(full);
    String before = data.picture();
    data.mongo().getCollection("responses").drop();
    data.mongo().getCollection("threads").insertOne(new Document("_id", "later"));
    JsonNode restore = service.restored("{\"backup\":\"" + id + "\"}");
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(data.mongo().getCollection("threads").deleteOne(new Document("_id", "later")))
        .as("what the backup does not hold is left alone")
        .matches(deleted -> deleted.getDeletedCount() == 1);
    assertThat(data.picture()).isEqualTo(before);
    assertThat(logged("backup"))
        .filteredOn(line -> line.contains(" " + id + " "))
        .satisfiesExactly(
            line -> assertThat(line).contains(" started attempt=1 targets=mongodb by="),
            line ->
                assertThat(line)
                    .contains(" succeeded took_ms=", " kind=selected ", " stored_bytes="));
    assertThat(logged("restore"))
        .last()
        .asString()
        .contains(" succeeded took_ms=", " about=" + id, " objects=1 equal=true");
  }

  /** The line of the end follows the end. */
  private static List<String> logged(String kind) {
    Path file = folder.resolve("job-logs").resolve(kind + ".log");
    return org.awaitility.Awaitility.await()
        .until(() -> Files.readAllLines(file), lines -> lines.getLast().contains(" took_ms="));
  }

  @Test
  void aBackupOfOneDatabaseIsOfEachTargetThatHasIt() {
    JsonNode backup = service.backedUp("{\"databases\":[\"" + data.database + "\"]}");

    assertThat(backup.get("targets"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("mongodb", "postgresql");
    assertThat(backup.get("parts"))
        .allSatisfy(part ->
            assertThat(part.get("objects").findValuesAsText("name"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith(data.database + ".")));
  }

  @Test
  void namesThatNoTargetHasAreRefusedByField() {
    var answer =
        service.post(
            "/api/v1/backups",
            """
            {"databases":["%s","nosuch"],"collections":["%s.nosuch","alone"]}\
            """
                .formatted(data.database, data.database));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().get("errors").findValuesAsText("pointer"))
        .containsExactly("/databases/1", "/collections/0", "/collections/1");
    assertThat(answer.body().toString()).contains("has a database nosuch", "such as shop.orders");
    assertThat(
            service
                .post(
                    "/api/v1/backups",
                    "{\"targets\":[\"postgresql\"],\"collections\":[\""
                        + data.database
                        + ".responses\"]}")
                .status())
        .isEqualTo(400);
  }

  private static Path largest(Path vault) throws IOException {
    try (Stream<Path> files = Files.walk(vault)) {
      return files
          .filter(Files::isRegularFile)
          .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }
}
