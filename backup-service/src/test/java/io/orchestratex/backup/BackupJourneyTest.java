package io.orchestratex.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.job.JobIds;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a caller can do, over HTTP, on both engines. */
@LongRunning("takes and restores backups of both engines and runs the stock tools on them")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupJourneyTest {

  @TempDir static Path folder;
  private SampleData data;
  private RunningBackupService service;

  @BeforeAll
  void start() {
    data = new SampleData();
    service = new RunningBackupService("journey", folder, data.database);
  }

  @AfterAll
  void stop() {
    service.close();
    data.close();
  }

  @Test
  void whatWasDamagedIsRestoredExactlyAndEventsStay() {
    String before = data.picture();
    JsonNode backup = service.backedUp("{\"label\":\"nightly\"}");
    assertThat(backup.get("id").asText()).matches(JobIds.PATTERN);
    assertThat(backup.get("verified").asBoolean()).isTrue();
    assertThat(backup.at("/progress/percent").asInt()).isEqualTo(100);
    assertThat(backup.get("parts")).hasSize(2);
    data.damage();

    JsonNode restore = service.restored("{\"backup\":\"" + backup.get("id").asText() + "\"}");

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(restore.at("/report/equal").asBoolean()).isTrue();
    assertThat(data.picture()).isEqualTo(before);
    assertThat(data.mongo().getCollection("outbox").countDocuments()).isEqualTo(2);
    assertThat(data.one("SELECT string_agg(v, ',' ORDER BY position) FROM outbox"))
        .isEqualTo("old,new");
    assertThat(data.leftovers()).isEmpty();
    JsonNode safety = service.get("/api/v1/backups/" + restore.get("safety_backup").asText());
    assertThat(safety.get("label").asText()).isEqualTo("pre-restore");
    assertThat(safety.get("state").asText()).isEqualTo("succeeded");
    assertThat(service.get("/api/v1/backups/latest").get("id"))
        .as("the same command again restores the same")
        .isEqualTo(backup.get("id"));
    assertThat(service.post("/api/v1/restores", "{}").body().at("/plan/backup"))
        .isEqualTo(backup.get("id"));
  }

  @Test
  void oneCollectionIsRestoredAndTheRestLeftAlone() {
    JsonNode backup = service.backedUp("{\"targets\":[\"mongodb\"]}");
    data.damage();
    data.mongo().getCollection("threads").insertOne(new org.bson.Document("_id", 2));
    String tasks = data.one("SELECT count(*) FROM tasks");

    JsonNode restore =
        service.restored(
            "{\"backup\":\"%s\",\"collections\":[\"%s.responses\"]}"
                .formatted(backup.get("id").asText(), data.database));

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(data.mongo().getCollection("responses").countDocuments()).isGreaterThan(100);
    assertThat(data.mongo().getCollection("threads").countDocuments()).isEqualTo(2);
    assertThat(data.one("SELECT count(*) FROM tasks")).isEqualTo(tasks);
    data.mongo().getCollection("threads").deleteOne(new org.bson.Document("_id", 2));
  }

  @Test
  void stockPgRestoreRestoresAnExport() throws Exception {
    String id = service.backedUp("{\"targets\":[\"postgresql\"]}").get("id").asText();
    HttpResponse<byte[]> dump =
        service.download("/api/v1/backups/" + id + "/export?target=postgresql");
    assertThat(dump.statusCode()).isEqualTo(200);
    Path file = Files.write(folder.resolve("export.dump"), dump.body());
    String copy = data.database + "_copy";
    data.sql("", "CREATE DATABASE " + copy);
    try {
      URI uri = URI.create(TestEngines.shared().postgres().backupUri());
      StockTools.succeed(
          "pg_restore",
          "--exit-on-error",
          "--dbname",
          uri.toString().replaceAll("/postgres(?=$|\\?)", "/" + copy),
          file.toString());
      for (String query :
          List.of(
              "SELECT count(*) || ' ' || sum(hashtext(t::text)) FROM tasks t",
              "SELECT count(*) || ' ' || sum(hashtext(t::text)) FROM outbox t")) {
        assertThat(data.one(copy, query)).isEqualTo(data.one(query));
      }
    } finally {
      data.sql("", "DROP DATABASE " + copy + " WITH (FORCE)");
    }
  }

  @Test
  void stockMongorestoreRestoresAnExportWhereThereIsOne() throws Exception {
    Path program = StockTools.mongorestore();
    assumeTrue(
        program != null,
        "not run: no mongorestore on the PATH or in target/mongo-tools to restore the export with");
    String id = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
    HttpResponse<byte[]> archive =
        service.download("/api/v1/backups/" + id + "/export?target=mongodb");
    assertThat(archive.statusCode()).isEqualTo(200);
    Path file = Files.write(folder.resolve("export.archive"), archive.body());
    String copy = data.database + "copy";
    try {
      String said =
          StockTools.succeed(
              String.valueOf(program),
              "--uri=" + TestEngines.shared().mongo().backupUri(),
              "--archive=" + file,
              "--nsFrom=" + data.database + ".*",
              "--nsTo=" + copy + ".*");
      assertThat(said).contains("0 document(s) failed");
      assertThat(data.picture(copy)).isEqualTo(data.picture(data.database));
    } finally {
      data.mongo(copy).drop();
    }
  }

  /** Random bytes, so that the file has several chunks, and damage may come after the first. */
  @Test
  void anExportIsStreamedAndBreaksOffWhereItIsDamaged() throws Exception {
    byte[] bytes = new byte[1 << 20];
    Random random = new Random(11);
    for (int i = 0; i < 4; i++) {
      random.nextBytes(bytes);
      data.mongo().getCollection("blobs").insertOne(new Document("_id", i).append("b", bytes));
    }
    try {
      String id = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
      String path = "/api/v1/backups/" + id + "/export?target=mongodb";
      HttpResponse<byte[]> whole = service.download(path);
      assertThat(whole.statusCode()).isEqualTo(200);
      assertThat(HexFormat.of().formatHex(ContentHash.sha256().digest(whole.body())))
          .isEqualTo(whole.headers().firstValue("X-Content-SHA256").orElseThrow());

      Path file = largestPack();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[8]), Files.size(file) - 100);
      }
      HttpResponse<InputStream> damaged =
          service.send(
              service.request(path, RunningBackupService.token("ann", Role.OPERATOR)),
              BodyHandlers.ofInputStream());
      assertThat(damaged.statusCode()).as("it has begun").isEqualTo(200);
      assertThatThrownBy(() -> damaged.body().readAllBytes()).isInstanceOf(IOException.class);

      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[8]), 100);
      }
      HttpResponse<byte[]> refused = service.download(path);
      assertThat(refused.statusCode()).as("nothing has left yet").isEqualTo(409);
      assertThat(new String(refused.body(), UTF_8)).contains("backup.damaged");
    } finally {
      data.mongo().getCollection("blobs").drop();
    }
  }

  private static Path largestPack() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("vault/packs"))) {
      return files.max(Comparator.comparing(file -> file.toFile().length())).orElseThrow();
    }
  }

  @Test
  void oneDatabaseOfMongodbIsExportedByItsName() {
    JsonNode backup = service.backedUp("{\"targets\":[\"mongodb\"]}");
    String path = "/api/v1/backups/" + backup.get("id").asText() + "/export?target=mongodb";

    HttpResponse<byte[]> one = service.download(path + "&database=" + data.database);
    HttpResponse<byte[]> other = service.download(path + "&database=nosuch");

    assertThat(one.statusCode()).isEqualTo(200);
    assertThat(one.headers().firstValue("Content-Disposition"))
        .hasValueSatisfying(
            name -> assertThat(name).contains("mongodb-" + data.database + "-", ".archive"));
    assertThat(one.body()).as("an archive to its end").hasSizeGreaterThan(100_000).endsWith(-1);
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(new String(other.body(), UTF_8)).contains("it has [" + data.database + "]");
    assertThat(backup.path("completeness").asText()).isEqualTo("complete");
    assertThat(backup.path("left_out").findValuesAsText("kind")).contains("accounts and roles");
    assertThat(service.post("/api/v1/restores", "{}").body().at("/plan/targets/0/left_out"))
        .isNotEmpty();
  }

  @Test
  void theCatalogComesBackFromTheVault() {
    String id = service.backedUp("{\"label\":\"kept\"}").get("id").asText();
    service.sql("DELETE FROM jobs");
    service.stop();
    service.start();

    JsonNode found = service.get("/api/v1/backups/" + id);
    assertThat(found.get("state").asText()).isEqualTo("succeeded");
    assertThat(found.get("label").asText()).isEqualTo("kept");
    service.ordered("/api/v1/backups/" + id + "/verify", "");
    org.awaitility.Awaitility.await()
        .until(() -> service.get("/api/v1/backups/" + id).get("verified").asBoolean());
  }

  @Test
  void aPlanIsConfirmedByItsOwnTokenOnly() {
    String id = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
    var missing = service.post("/api/v1/restores", "{\"backup\":\"" + id + "\",\"confirm\":true}");
    assertThat(missing.status()).isEqualTo(400);
    assertThat(missing.body().at("/errors/0/pointer").asText()).isEqualTo("/plan_token");
    String token =
        service
            .post("/api/v1/restores", "{\"backup\":\"" + id + "\"}")
            .body()
            .at("/plan/token")
            .asText();
    var other =
        service.post(
            "/api/v1/restores",
            "{\"backup\":\"%s\",\"databases\":[\"%s\"],\"confirm\":true,\"plan_token\":\"%s\"}"
                .formatted(id, data.database, token));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.body().get("code").asText()).isEqualTo("restore.plan-stale");
  }

  @Test
  void wrongRequestsAreRefusedByField() {
    assertThat(refusal("/api/v1/backups", "{\"targets\":[\"mysql\"]}"))
        .isEqualTo("backup.target-unknown /targets/0");
    assertThat(refusal("/api/v1/backups", "{\"target\":\"mongodb\"}"))
        .isEqualTo("request.invalid /target");
    assertThat(refusal("/api/v1/backups", "{\"kind\":\"some\"}"))
        .isEqualTo("request.invalid /kind");
    assertThat(refusal("/api/v1/backups", "{\"targets\":{\"$gt\":\"\"}}"))
        .startsWith("request.invalid /targets");
    assertThat(service.post("/api/v1/restores", "{\"backup\":\"20000101_000000\"}").status())
        .isEqualTo(404);
    assertThat(service.call("GET", "/api/v1/backups/..%2F..%2Fetc", "", Role.OPERATOR).status())
        .isEqualTo(404);
    assertThat(service.call("GET", "/api/v1/backups?state=gone", "", Role.OPERATOR).status())
        .isEqualTo(400);
  }

  private String refusal(String path, String body) {
    var answer = service.post(path, body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
    return answer.body().get("code").asText()
        + " "
        + answer.body().at("/errors/0/pointer").asText();
  }

  @Test
  void onlyOperatorsBackUpAndNobodySeesAPassword() {
    assertThat(service.call("POST", "/api/v1/backups", "{}", Role.ANALYST).status()).isEqualTo(403);
    assertThat(service.call("GET", "/api/v1/backups", "", Role.AGENT).status()).isEqualTo(403);
    assertThat(service.call("GET", "/api/v1/backups", "", "").status()).isEqualTo(401);
    var targets = service.call("GET", "/api/v1/targets", "", Role.ANALYST);
    assertThat(targets.status()).isEqualTo(200);
    assertThat(targets.body().get("items")).hasSize(2);
    assertThat(targets.body().at("/items/0/reachable").asBoolean()).isTrue();
    String password = TestEngines.shared().mongo().backupUri().split("[:@]", -1)[2];
    assertThat(targets.body().toString()).doesNotContain(password);
  }

  @Test
  void aBackupThatWasDeletedIsGone() {
    String id = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
    assertThat(service.call("DELETE", "/api/v1/backups/" + id, "", Role.OPERATOR).status())
        .isEqualTo(204);
    assertThat(service.call("GET", "/api/v1/backups/" + id, "", Role.OPERATOR).status())
        .isEqualTo(404);
    assertThat(folder.resolve("vault").resolve(id)).doesNotExist();
  }
}
