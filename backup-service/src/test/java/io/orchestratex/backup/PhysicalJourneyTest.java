package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.RunningBackupService.Target;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.SparePostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The files of a whole PostgreSQL, from the order to a server that has recovered from them. */
@LongRunning("takes base backups of a server of its own and recovers servers from them")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PhysicalJourneyTest {

  private static final String BODY = "{\"kind\":\"physical\"}";

  @TempDir static Path folder;
  private Path scratch;
  private SparePostgres postgres;
  private RunningBackupService service;
  private JsonNode first;
  private volatile String killAt = "";

  @BeforeAll
  void start() throws IOException {
    scratch = Files.createTempDirectory("ox-drills");
    Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
    postgres = SparePostgres.start(SparePostgres.programs());
    postgres.sql("CREATE DATABASE shop");
    service =
        new RunningBackupService(
            "physical",
            folder,
            List.of(
                new Target("postgresql", "postgresql", postgres.uri()),
                new Target("history", "sqlite", "sqlite://" + folder.resolve("history.db"))),
            Map.of(
                "orchestratex.backup.recovery.folder",
                scratch.resolve("recovered").toString(),
                "orchestratex.backup.recovery.interval",
                "100ms",
                "orchestratex.backup.drill.folder",
                Files.createDirectory(scratch.resolve("drills")).toString(),
                "orchestratex.backup.sqlite.folders",
                folder.toString()));
    ObserverRelay.watching =
        (job, point) -> {
          if (point.equals(killAt)) {
            killAt = "";
            service.leaseOfKilledRunsOut(job);
            throw new SampleTargets.Killed();
          }
        };
    killAt = "dumped:postgresql";
    first = service.backedUp(BODY);
  }

  @AfterAll
  void stop() throws IOException {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
    postgres.close();
    delete(scratch);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private JsonNode log(String verb) {
    Answer answer = service.post("/api/v1/targets/postgresql/log/" + verb, "{}");
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body();
  }

  private Answer wanted(String name, String to) {
    return service.post(
        "/api/v1/recoveries",
        "{\"target\":\"postgresql\",\"name\":\"%s\",\"to\":\"%s\"}".formatted(name, to));
  }

  private Instant now() {
    return Instant.ofEpochMilli(
        Long.parseLong(
            postgres
                .sql("SELECT 'at', floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint")
                .replaceAll("(?s).*\\|\\s*(\\d+).*", "$1")));
  }

  @Test
  void aServerIsBroughtBackToAMomentAlsoWhereItsWorkerDies() throws IOException {
    assertThat(wanted("early", "2020-01-01T00:00:00Z").body().get("code").asText())
        .isEqualTo("recovery.before-backup");
    assertThat(log("start").get("archived").asBoolean()).isTrue();
    String backup = service.backedUp(BODY).get("id").asText();
    postgres.sql("CREATE TABLE kept AS SELECT 1 AS n");
    Instant moment = now();
    postgres.sql("CREATE TABLE mistake AS SELECT g FROM generate_series(1, 300000) g");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            service
                    .get("/api/v1/targets/postgresql/log")
                    .at("/reaches_until")
                    .asText()
                    .compareTo(moment.plusMillis(200).toString())
                > 0);
    JsonNode shown = service.get("/api/v1/targets/postgresql/log");
    assertThat(shown.get("received").asBoolean()).as("%s", shown).isTrue();
    assertThat(shown.get("windows").toString()).contains(backup);

    for (String point : List.of("recovered", "kept")) {
      killAt = point;
      Answer ordered = wanted(point, moment.toString());
      assertThat(ordered.status()).as("%s", ordered.body()).isEqualTo(202);
      JsonNode recovery = service.ended("/api/v1/recoveries/" + ordered.body().get("id").asText());
      assertThat(killAt).as("reached").isEmpty();
      assertThat(recovery.get("state").asText()).as("%s", recovery).isEqualTo("succeeded");
      assertThat(recovery.get("backup").asText()).isEqualTo(backup);
      assertThat(recovery.get("attempt").asInt()).isEqualTo(2);
      assertThat(Path.of(recovery.get("folder").asText()))
          .isDirectoryContaining("glob:**/PG_VERSION");
    }
    assertThat(wanted("kept", "latest").body().get("code").asText())
        .isEqualTo("recovery.folder-taken");
    Answer future = wanted("future", Instant.now().plusSeconds(3600).toString());
    assertThat(future.body().get("code").asText()).isEqualTo("recovery.in-the-future");
    assertThat(future.body().toString()).contains("nearest moment");
    assertThat(wanted("odd", "yesterday").body().get("code").asText())
        .isEqualTo("recovery.point-malformed");
    assertThat(log("stop").get("archived").asBoolean()).isFalse();
    assertThat(postgres.sql("SELECT count(*) AS slots FROM pg_replication_slots")).contains("0");
  }

  private String id() {
    return first.get("id").asText();
  }

  @Test
  void holdsEachDatabaseAndItsEndAlsoAfterItsWorkerDied() {
    assertThat(killAt).as("reached").isEmpty();
    assertThat(first.get("attempt").asInt()).isEqualTo(2);
    assertThat(first.get("kind").asText()).isEqualTo("physical");
    assertThat(first.get("verified").asBoolean()).isTrue();
    assertThat(first.get("parts")).as("of the engines that can").hasSize(1);
    JsonNode part = first.at("/parts/0");
    assertThat(part.get("target").asText()).isEqualTo("postgresql");
    assertThat(part.get("point").asText()).matches("LSN [0-9A-F]+/[0-9A-F]+ on timeline 1");
    assertThat(part.get("databases").toString()).contains("shop");
  }

  @Test
  void aBackupAfterLittleChangeAddsLittle() {
    JsonNode part = service.backedUp(BODY).at("/parts/0");

    assertThat(part.get("added_bytes").asLong())
        .as("%s", part)
        .isLessThan(part.get("stored_bytes").asLong() / 5);
  }

  @Test
  void aCheckReadsEachFileOfTheServer() {
    assertThat(service.post("/api/v1/backups/" + id() + "/verify", "").status()).isEqualTo(202);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            service
                .get("/api/v1/backups/" + id())
                .at("/verification/state")
                .asText()
                .equals("succeeded"));
  }

  @Test
  void aDrillRecoversAServerFromIt() {
    JsonNode drill =
        service.ended(
            "/api/v1/drills/" + service.ordered("/api/v1/drills", "{\"backup\":\"" + id() + "\"}"));

    assertThat(drill.get("result").asText()).as("%s", drill).isEqualTo("passed");
    assertThat(drill.at("/parts/0/program").asText()).contains("postgres");
    assertThat(drill.at("/parts/0/records").asLong()).as("files").isGreaterThan(500);
    assertThat(scratch.resolve("drills")).isEmptyDirectory();
    assertThat(service.get("/api/v1/backups/" + id()).get("drilled").asBoolean()).isTrue();
  }

  @Test
  void onlyAnAdminDownloadsIt() throws Exception {
    String path = "/api/v1/backups/" + id() + "/export?target=postgresql";
    Answer operator = service.call("GET", path, null, Role.OPERATOR);
    assertThat(operator.status()).isEqualTo(403);
    assertThat(operator.body().get("code").asText()).isEqualTo("backup.admin-only");

    HttpResponse<byte[]> admin =
        service.send(
            service.request(path, service.token("ann", Role.ADMIN)), BodyHandlers.ofByteArray());

    assertThat(admin.statusCode()).isEqualTo(200);
    assertThat(admin.headers().firstValue("Content-Disposition").orElse(""))
        .endsWith(id() + ".tar\"");
    assertThat(admin.headers().firstValue("X-Content-SHA256"))
        .hasValue(
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(admin.body())));
    assertThat(service.call("GET", path + "&format=sql", null, Role.ADMIN).status()).isEqualTo(400);
  }

  @Test
  void isNotPutIntoAServerThatRunsAndIsNotTheLatest() {
    Answer restore = service.post("/api/v1/restores", "{\"backup\":\"" + id() + "\"}");
    assertThat(restore.status()).isEqualTo(409);
    assertThat(restore.body().get("code").asText()).isEqualTo("restore.physical-backup");
    assertThat(service.call("GET", "/api/v1/backups/latest", null, Role.OPERATOR).status())
        .isEqualTo(404);
  }

  @Test
  void refusesTargetsWhoseEnginesDoNotOfferIt() {
    Answer answer =
        service.post(
            "/api/v1/backups", "{\"kind\":\"physical\",\"targets\":[\"postgresql\",\"history\"]}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().get("code").asText()).isEqualTo("backup.physical-unsupported");
    assertThat(answer.body().at("/errors/0/pointer").asText()).isEqualTo("/targets/1");
    assertThat(
            service
                .post("/api/v1/backups", "{\"kind\":\"physical\",\"databases\":[\"shop\"]}")
                .body()
                .get("code")
                .asText())
        .isEqualTo("backup.kind-unfit");
  }
}
