package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.RunningBackupService.Target;
import io.orchestratex.backup.engine.sqlite.SampleFile;
import io.orchestratex.backup.job.Job;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.part.sqlite.SqliteSample;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A SQLite file from its backup to its restore, through the service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqliteJourneyTest {

  private static final String ID = "history";

  @TempDir static Path folder;
  private Path file;
  private RunningBackupService service;
  private volatile String killAt = "";

  @BeforeAll
  void start() throws IOException {
    Path open = Files.createDirectories(folder.resolve("open"));
    file = open.resolve("history.db");
    service =
        new RunningBackupService(
            "sqlite",
            folder,
            List.of(new Target(ID, "sqlite", "sqlite://" + file)),
            Map.of(
                "orchestratex.backup.sqlite.folders", open.toString(),
                "orchestratex.backup.sqlite.work-folder", folder.resolve("work").toString(),
                "orchestratex.backup.sqlite.lock-wait", "1s",
                "orchestratex.backup.import.folder", folder.resolve("imports").toString()));
    ObserverRelay.watching = this::reached;
  }

  @AfterAll
  void stop() {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
  }

  @BeforeEach
  void fill() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("open"))) {
      for (Path each : all.toList()) {
        Files.delete(each);
      }
    }
    SampleFile.execute(file, "PRAGMA journal_mode = wal");
    SampleFile.fill(file);
  }

  private void reached(Job job, String point) {
    if (point.equals(killAt)) {
      killAt = "";
      service.leaseOfKilledRunsOut(job);
      throw new SampleTargets.Killed();
    }
  }

  private String backedUp() {
    return service.backedUp("{\"targets\":[\"history\"]}").get("id").asText();
  }

  private static String body(String backup) {
    return "{\"backup\":\"" + backup + "\"}";
  }

  /** The program has crashed before, and left its last transaction in the log. */
  private void crash() throws Exception {
    byte[][] left = new byte[2][];
    Path log = file.resolveSibling("history.db-wal");
    try (Connection program = SampleFile.open(file)) {
      program.createStatement().execute("PRAGMA wal_autocheckpoint = 0");
      program.createStatement().execute("DELETE FROM orders");
      left[0] = Files.readAllBytes(file);
      left[1] = Files.readAllBytes(log);
    }
    Files.write(file, left[0]);
    Files.write(log, left[1]);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("open"))) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aRestoreWhoseWorkerDiesAnywhereEndsWell() throws Exception {
    String before = SampleFile.picture(file);
    String backup = backedUp();
    for (String point :
        List.of(
            "loaded:history",
            "compared",
            "swapping",
            "applied:swap history.db",
            "confirmed",
            "in_place")) {
      crash();
      killAt = point;

      JsonNode restore = service.restored(body(backup));

      assertThat(killAt).as("reached").isEmpty();
      assertThat(restore.get("state").asText()).as("%s %s", point, restore).isEqualTo("succeeded");
      assertThat(restore.get("attempt").asInt()).as(point).isEqualTo(2);
      assertThat(SampleFile.picture(file)).as(point).isEqualTo(before);
      assertThat(files()).as("nothing is left over").containsExactly("history.db");
    }
  }

  /** Pages keep their places: what did not change is stored once. */
  @Test
  void aBackupAfterLittleChangeAddsLittle() {
    SampleFile.execute(
        file,
        "CREATE TABLE large (id INTEGER PRIMARY KEY, noise)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
            + " INSERT INTO large SELECT i, randomblob(1000) FROM n");
    JsonNode first = service.get("/api/v1/backups/" + backedUp());
    SampleFile.execute(file, "UPDATE large SET noise = randomblob(1000) WHERE id = 2000");

    JsonNode second = service.get("/api/v1/backups/" + backedUp());

    long whole = first.at("/parts/0/added_bytes").asLong();
    long added = second.at("/parts/0/added_bytes").asLong();
    assertThat(whole).isGreaterThan(4_000_000);
    assertThat(added)
        .as("the blocks of a page of rows and of the header, of %d bytes", whole)
        .isBetween(1L, whole / 100);
  }

  @Test
  void aDrillProvesItAnExportIsTheFileAndAnImportTakesOneOver() throws Exception {
    String before = SampleFile.picture(file);
    String backup = backedUp();

    JsonNode drill =
        service.ended("/api/v1/drills/" + service.ordered("/api/v1/drills", body(backup)));
    assertThat(drill.get("state").asText()).as("%s", drill).isEqualTo("succeeded");

    HttpResponse<byte[]> export =
        service.download("/api/v1/backups/" + backup + "/export?target=history");
    assertThat(export.headers().firstValue("Content-Disposition").orElse("")).contains(".db\"");
    Path stock = Files.write(folder.resolve("export.db"), export.body());
    assertThat(SampleFile.picture(stock)).isEqualTo(before);

    Files.createDirectories(folder.resolve("imports"));
    Files.copy(stock, folder.resolve("imports/taken over.db"));
    Answer order =
        service.call(
            "POST",
            "/api/v1/backups/import",
            "{\"path\":\"taken over.db\",\"target\":\"history\"}",
            Role.ADMIN,
            Map.of());
    assertThat(order.status()).as("%s", order.body()).isEqualTo(202);
    JsonNode imported = service.ended("/api/v1/backups/" + order.body().get("id").asText());
    assertThat(imported.get("state").asText()).as("%s", imported).isEqualTo("succeeded");
    SampleFile.damage(file);
    JsonNode restore = service.restored(body(imported.get("id").asText()));
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(SampleFile.picture(file)).isEqualTo(before);
  }

  @Test
  void aDamagedOrLostFileFailsItsBackupAndIsRestored() throws Exception {
    String before = SampleFile.picture(file);
    String backup = backedUp();
    byte[] damaged = Files.readAllBytes(file);
    Arrays.fill(damaged, damaged.length / 2, damaged.length / 2 + 20_000, (byte) 0x5a);
    Files.write(file, damaged);

    JsonNode failed =
        service.ended(
            "/api/v1/backups/" + service.ordered("/api/v1/backups", "{\"targets\":[\"history\"]}"));
    assertThat(failed.get("state").asText()).as("%s", failed).isEqualTo("failed");
    assertThat(failed.get("failure").asText())
        .contains("history.db is damaged, no backup was taken");

    JsonNode restore = service.restored(body(backup));
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(SampleFile.picture(file)).isEqualTo(before);
    JsonNode safety = service.get("/api/v1/backups/" + restore.get("safety_backup").asText());
    assertThat(safety.at("/parts/0/objects/0/name").asText())
        .as("%s", safety)
        .isEqualTo("main.damaged-file");

    Files.delete(file);
    JsonNode again = service.restored(body(backup));
    assertThat(again.get("state").asText()).as("%s", again).isEqualTo("succeeded");
    assertThat(SampleFile.picture(file)).isEqualTo(before);
  }

  @Test
  void whoAddsATargetReachesOpenFoldersOnly() throws IOException {
    Files.write(folder.resolve("secret.db"), "hidden".getBytes(StandardCharsets.UTF_8));
    Answer refused = add("sqlite://" + folder.resolve("secret.db"));
    assertThat(refused.status()).as("%s", refused.body()).isBetween(400, 409);
    assertThat(refused.body().toString()).contains("is not within a folder that is open");

    Path sample = folder.resolve("open/sqlite/history.db");
    SqliteSample.write(sample);
    Answer added = add("sqlite://" + sample);
    assertThat(added.status()).as("%s", added.body()).isEqualTo(201);
    String id = added.body().get("id").asText();
    assertThat(id).isEqualTo("sqlite-history-db");
    JsonNode backup = service.backedUp("{\"targets\":[\"" + id + "\"]}");
    assertThat(backup.at("/parts/0/objects").findValuesAsText("name"))
        .contains("main.history", "main.messages");
    service.call("DELETE", "/api/v1/targets/" + id, "", Role.ADMIN, Map.of());
    Files.delete(sample);
    Files.delete(sample.getParent());
  }

  private Answer add(String uri) {
    return service.call(
        "POST", "/api/v1/targets", "{\"uri\":\"" + uri + "\"}", Role.ADMIN, Map.of());
  }
}
