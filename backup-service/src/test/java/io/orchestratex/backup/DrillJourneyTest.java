package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.backup.catalog.FalsifiedManifest;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Drills of both engines, on servers that the service starts for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrillJourneyTest {

  private static final String RESTORES = "/api/v1/restores";

  @TempDir static Path folder;
  private final Map<String, Runnable> reactions = new ConcurrentHashMap<>();
  private final List<Long> servers = new ArrayList<>();
  private Path scratch;
  private SampleData data;
  private RunningBackupService service;
  private String backup;

  @BeforeAll
  void start() throws IOException {
    scratch =
        Files.createTempDirectory("ox-drills"); // PostgreSQL runs as another account for root.
    Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
    data = new SampleData();
    service =
        new RunningBackupService(
            "drills",
            folder,
            data.database,
            Map.of(
                "orchestratex.backup.drill.folder",
                scratch.toString(),
                "orchestratex.backup.readiness.interval",
                "200ms",
                "orchestratex.backup.policy.interval",
                "200ms"));
    ObserverRelay.watching =
        (job, point) -> {
          if (point.startsWith("scratch:")) {
            noteServers();
          }
          Runnable reaction = reactions.remove(point);
          if (reaction != null) {
            try {
              reaction.run();
            } catch (SampleTargets.Killed e) {
              service.leaseOfKilledRunsOut(job);
              throw e;
            }
          }
        };
    backup = service.backedUp("{\"label\":\"drilled\"}").get("id").asText();
    JsonNode plan = planned("{\"backup\":\"" + backup + "\",\"dry_run\":true}");
    assumeTrue(
        plan.get("obstacles").isEmpty(),
        "not run: no drill is possible on this machine: " + plan.get("obstacles"));
  }

  @AfterAll
  void stop() throws IOException {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
    data.close();
    Files.deleteIfExists(scratch);
  }

  /** However a drill ends, nothing of it is left. */
  @AfterEach
  void nothingIsLeft() {
    assertThat(reactions).as("points that were not reached").isEmpty();
    assertThat(scratchFolders()).isEmpty();
    for (long server : servers) {
      assertThat(ProcessHandle.of(server).map(ProcessHandle::isAlive).orElse(false))
          .as("scratch server %d", server)
          .isFalse();
    }
  }

  private void noteServers() {
    try {
      for (Path each : scratchFolders()) {
        servers.add(Long.valueOf(Files.readString(each.resolve("server.pid")).strip()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> scratchFolders() {
    try (Stream<Path> all = Files.list(scratch)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode planned(String body) {
    Answer answer = service.post("/api/v1/drills", body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().get("plan");
  }

  private JsonNode drilled(String body) {
    return service.ended("/api/v1/drills/" + service.ordered("/api/v1/drills", body));
  }

  private JsonNode backup(String id) {
    return service.get("/api/v1/backups/" + id);
  }

  @Test
  void aBackupOfBothEnginesIsProved() {
    String own = service.backedUp("{}").get("id").asText();
    assertThat(service.get("/api/v1/backups?drilled=true&q=" + own).get("items")).isEmpty();
    JsonNode plan = planned("{\"dry_run\":true}");
    assertThat(plan.get("backup").asText()).as("the newest good one").isEqualTo(own);
    assertThat(plan.at("/targets/0/program").asText()).contains("mongod");
    assertThat(plan.at("/targets/1/program").asText()).contains("postgres");
    assertThat(plan.get("room_needed_bytes").asLong()).isGreaterThan(256 << 20);

    JsonNode drill = drilled("{}");

    assertThat(drill.get("state").asText()).as("%s", drill).isEqualTo("succeeded");
    assertThat(drill.get("result").asText()).isEqualTo("passed");
    assertThat(drill.get("backup").asText()).isEqualTo(own);
    assertThat(drill.get("parts")).hasSize(2);
    drill
        .get("parts")
        .forEach(part -> {
          assertThat(part.get("state").asText()).isEqualTo("passed");
          assertThat(part.get("deviation_count").asInt()).as("%s", part).isZero();
          assertThat(part.get("records").asLong()).isGreaterThan(5_000);
          assertThat(part.get("duration_ms").asLong()).isPositive();
        });
    assertThat(drill.at("/parts/0/objects").asInt()).as("outbox, too").isEqualTo(3);
    assertThat(drill.toString()).doesNotContain("__system").doesNotContain("://");
    JsonNode proved = backup(own);
    assertThat(proved.get("drilled").asBoolean()).isTrue();
    assertThat(proved.get("good").asBoolean()).isTrue();
    assertThat(proved.at("/drill/id")).isEqualTo(drill.get("id"));
    assertThat(service.get("/api/v1/backups?drilled=true&verified=true&q=" + own).get("items"))
        .hasSize(1);
    assertThat(service.get("/api/v1/drills?backup=" + own + "&state=succeeded").get("items"))
        .hasSize(1);
    assertThat(planned("{\"backup\":\"" + own + "\",\"dry_run\":true}").get("expected_ms").asLong())
        .as("as long as the last one")
        .isPositive();
    JsonNode ready = service.get("/api/v1/readiness?target=postgresql").at("/items/0");
    assertThat(ready.get("verdict").asText()).as("%s", ready).isEqualTo("ready");
    assertThat(ready.get("last_drill")).isEqualTo(drill.get("id"));
    assertThat(ready.get("expected_recovery_ms").asLong()).isPositive();
    assertThat(ready.get("databases")).hasSize(1);
    JsonNode database = ready.at("/databases/0");
    assertThat(database.get("database").asText()).isEqualTo(data.database);
    assertThat(database.get("verdict").asText()).as("%s", database).isEqualTo("ready");
    assertThat(database.get("last_drill")).isEqualTo(drill.get("id"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(service.eventsOf(Topics.BACKUP, own).toString()).contains("backup.drilled"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(metrics())
                .contains("orchestratex_backup_readiness{backup_target=\"postgresql\"} 1.0")
                .contains("orchestratex_backup_last_drill_age_seconds{backup_target=\"mongodb\"}")
                .contains(
                    "orchestratex_backup_database_readiness{backup_target=\"postgresql\",database=\"%s\"} 1.0"
                        .formatted(data.database))
                .contains("orchestratex_backup_vault_deduplication{vault=\"default\"}"));
  }

  private String metrics() {
    return service
        .send(service.request("/prometheus", service.token("ann", Role.ADMIN)).GET())
        .body();
  }

  @Test
  void whatIsNotAsTheBackupSaysTakesTheWordGood() throws Exception {
    String older = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
    String falsified = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
    FalsifiedManifest.withOneMore(
        service.server().getApplicationContext(),
        folder.resolve("vault"),
        falsified,
        data.database + ".responses");

    JsonNode drill = drilled("{\"backup\":\"" + falsified + "\"}");

    assertThat(drill.get("state").asText()).as("%s", drill).isEqualTo("failed");
    assertThat(drill.get("result").asText()).isEqualTo("failed");
    assertThat(drill.get("failure").asText())
        .startsWith("mongodb: " + data.database + ".responses: 5000 records instead of 5001")
        .endsWith("The backup does not count as good any more.");
    assertThat(drill.at("/parts/0/unequal/0/count").asLong()).isEqualTo(5000);
    JsonNode withdrawn = backup(falsified);
    assertThat(withdrawn.get("good").asBoolean()).isFalse();
    assertThat(withdrawn.get("not_good").asText()).contains("5000 records instead of 5001");
    assertThat(withdrawn.get("drilled").asBoolean()).isFalse();
    assertThat(service.get("/api/v1/targets/mongodb").at("/last_good_backup/id").asText())
        .as("the one before counts again")
        .isEqualTo(older);
    JsonNode risk = service.get("/api/v1/readiness?target=mongodb").at("/items/0");
    assertThat(risk.get("verdict").asText()).isEqualTo("at-risk");
    assertThat(risk.get("reason").asText()).contains("Its last drill", "5000 records instead");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(service.eventsOf(Topics.BACKUP, falsified).toString())
                .contains("backup.drill-failed"));
    assertThat(retentionOf(falsified)).contains("damaged");
  }

  /** What the policy says of a backup. */
  private String retentionOf(String id) {
    String name = "drilled" + id.replace("_", "");
    assertThat(
            service
                .post(
                    "/api/v1/policies",
                    "{\"name\":\"" + name + "\",\"covers\":\"all\",\"keep\":{\"last\":1}}")
                .status())
        .isEqualTo(201);
    for (JsonNode each : service.get("/api/v1/policies/" + name + "/retention").get("items")) {
      if (each.get("backup").asText().equals(id)) {
        return each.get("health").asText();
      }
    }
    return "not listed";
  }

  /** What a schedule orders when a caller asks for a run. */
  private JsonNode run(String schedule, String path) {
    JsonNode run = service.post("/api/v1/schedules/" + schedule + "/run", "").body();
    assertThat(run.get("job")).as("%s", run).isNotNull();
    return service.get(path + run.get("job").asText());
  }

  private void awaitEventOfMongodb(String type) {
    Awaitility.await(type)
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(
                    service.eventsOf(Topics.BACKUP, "mongodb").stream()
                        .map(each -> each.replaceAll("@.*", ""))
                        .filter(each -> each.startsWith("backup.drill-")))
                .endsWith(type));
  }

  @Test
  void aPolicyHasDrillsMadeAndMissingOnesAreNoticed() {
    service.sql("DELETE FROM jobs WHERE kind = 'drill'");
    JsonNode policy =
        service
            .post(
                "/api/v1/policies",
                "{\"name\":\"proving\",\"targets\":[\"mongodb\"],\"covers\":\"all\","
                    + "\"verify\":\"daily\",\"drill\":\"weekly\"}")
            .body();
    assertThat(policy.get("schedules").toString())
        .isEqualTo("[\"verify-proving\",\"drill-proving\"]");
    assertThat(policy.get("next_drills")).hasSize(3);
    assertThat(policy.at("/next_checks/0").asText()).contains("T05:30");
    service.sql("UPDATE policies SET changed_at = changed_at - interval '60 days'");
    awaitEventOfMongodb("backup.drill-missing");
    String own = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();

    JsonNode drill = run("drill-proving", "/api/v1/drills/");

    assertThat(drill.get("backup").asText()).isEqualTo(own);
    assertThat(drill.get("requested_by").asText()).isEqualTo("policy:proving");
    assertThat(service.ended("/api/v1/drills/" + drill.get("id").asText()).get("result").asText())
        .isEqualTo("passed");
    awaitEventOfMongodb("backup.drill-caught-up");
    service.sql(
        "UPDATE jobs SET finished_at = finished_at - interval '9 days' WHERE kind = 'drill'");
    awaitEventOfMongodb("backup.drill-overdue");
    JsonNode risk = service.get("/api/v1/readiness?target=mongodb").at("/items/0");
    assertThat(risk.toString()).contains("passed 9 days ago; a newer one is due");

    service.post("/api/v1/schedules/verify-proving/run", "");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> service.eventsOf(Topics.BACKUP, own).toString().contains("backup.verified"));
    service.call("DELETE", "/api/v1/policies/proving", "", Role.OPERATOR, Map.of());
    awaitEventOfMongodb("backup.drill-caught-up");
  }

  @Test
  void aCancelEndsItAndSaysNothingAboutTheBackup() {
    CompletableFuture<String> id = new CompletableFuture<>();
    reactions.put(
        "scratch:postgresql",
        () ->
            assertThat(service.post("/api/v1/drills/" + id.join() + "/cancel", "").status())
                .isEqualTo(202));
    String body = "{\"backup\":\"%s\",\"targets\":[\"postgresql\"]}".formatted(backup);
    id.complete(service.ordered("/api/v1/drills", body));

    JsonNode drill = service.ended("/api/v1/drills/" + id.join());

    assertThat(drill.get("state").asText()).as("%s", drill).isEqualTo("cancelled");
    assertThat(drill.has("result")).isFalse();
    assertThat(backup(backup).get("good").asBoolean()).isTrue();
  }

  @Test
  void aDrillWhoseWorkerDiesIsDoneAgain() {
    for (String point : List.of("scratch:mongodb", "drill-loaded:mongodb")) {
      reactions.put(
          point,
          () -> {
            throw new SampleTargets.Killed();
          });
    }

    JsonNode drill = drilled("{\"backup\":\"" + backup + "\",\"targets\":[\"mongodb\"]}");

    assertThat(drill.get("state").asText()).as("%s", drill).isEqualTo("succeeded");
    assertThat(drill.get("attempt").asInt()).isEqualTo(3);
    assertThat(backup(backup).get("drilled").asBoolean()).as("one target of two").isFalse();
  }

  @Test
  void refusesWhatCannotBeDrilled() {
    Answer target =
        service.post("/api/v1/drills", "{\"backup\":\"" + backup + "\",\"targets\":[\"oracle\"]}");
    assertThat(target.status()).isEqualTo(400);
    assertThat(target.body().at("/errors/0/detail").asText())
        .contains("holds no oracle, only [mongodb, postgresql]");
    assertThat(service.post("/api/v1/drills", "{\"backup\":\"20200101_000000\"}").code())
        .isEqualTo("backup.unknown");
    assertThat(service.call("POST", "/api/v1/drills", "{}", Role.ANALYST, Map.of()).status())
        .isEqualTo(403);
    assertThat(service.call("GET", "/api/v1/drills/x", "", Role.ANALYST, Map.of()).code())
        .isEqualTo("drill.unknown");
    Map<String, Object> nothing =
        Map.of(
            "orchestratex.backup.mongodb.programs",
            folder.toString(),
            "orchestratex.backup.postgresql-server.programs",
            folder.toString(),
            "orchestratex.backup.job.workers",
            0);
    try (ApplicationContext other = service.run(nothing)) {
      URI address = other.getBean(EmbeddedServer.class).start().getURI();

      Answer refused =
          Answer.of(
              service.send(
                  HttpRequest.newBuilder(address.resolve("/api/v1/drills"))
                      .header("Authorization", "Bearer " + service.token("ann", Role.OPERATOR))
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString("{\"backup\":\"" + backup + "\"}"))));

      assertThat(refused.status()).as("%s", refused.body()).isEqualTo(409);
      assertThat(refused.code()).isEqualTo("drill.no-program");
      assertThat(refused.body().get("detail").asText())
          .contains("mongodb: No mongod of version", "orchestratex.backup.mongodb.programs")
          .contains("postgresql: No postgres and initdb", "install postgresql-");
    }
  }

  @Test
  void accountsAreInABackupThatIsOrderedWithThemAndComeBackToAnAdmin() {
    String account = data.database + "_reader";
    try (MongoClient root = MongoClients.create(TestEngines.shared().mongo().rootUri())) {
      MongoDatabase own = root.getDatabase(data.database);
      Document asked = new Document("usersInfo", account);
      own.runCommand(
          new Document("createUser", account)
              .append("pwd", "first")
              .append("roles", List.of("read")));
      JsonNode taken = service.backedUp("{\"targets\":[\"mongodb\"],\"users\":true}");
      assertThat(taken.get("kind").asText()).isEqualTo("full");
      assertThat(taken.at("/parts/0/users").asBoolean()).isTrue();
      String id = taken.get("id").asText();
      JsonNode drill = drilled("{\"backup\":\"" + id + "\"}");
      assertThat(drill.get("result").asText()).as("%s", drill).isEqualTo("passed");
      own.runCommand(new Document("dropUser", account));

      String wanted =
          "{\"backup\":\"%s\",\"databases\":[\"%s\"],\"users\":true}".formatted(id, data.database);
      assertThat(service.post(RESTORES, wanted).body().at("/plan/targets/0/objects"))
          .filteredOn(object -> object.get("action").asText().equals("merge"))
          .extracting(object -> object.get("name").asText())
          .contains("admin.system.users");
      String confirmed = service.confirmation(wanted);
      Answer refused = service.post(RESTORES, confirmed);
      assertThat(refused.code()).as("an operator").isEqualTo("restore.admin-only");
      Answer ordered = service.call("POST", RESTORES, confirmed, Role.ADMIN);
      assertThat(ordered.status()).as("%s", ordered.body()).isEqualTo(202);
      JsonNode restore = service.ended(RESTORES + "/" + ordered.body().get("id").asText());

      assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
      assertThat(restore.get("users").asBoolean()).isTrue();
      assertThat(own.runCommand(asked).getList("users", Document.class)).hasSize(1);
      assertThat(backup(restore.get("safety_backup").asText()).at("/parts/0/users").asBoolean())
          .isTrue();
      own.runCommand(new Document("dropUser", account));
      String export = "/api/v1/backups/" + id + "/export?target=mongodb";
      assertThat(service.call("GET", export, null, Role.OPERATOR).code())
          .isEqualTo("backup.admin-only");
    }
    assertThat(
            service
                .post(RESTORES, "{\"backup\":\"" + backup + "\",\"users\":true}")
                .body()
                .at("/errors/0/pointer")
                .asText())
        .as("a backup without them")
        .isEqualTo("/users");
    assertThat(
            service
                .post("/api/v1/backups", "{\"targets\":[\"postgresql\"],\"users\":true}")
                .body()
                .at("/errors/0/pointer")
                .asText())
        .isEqualTo("/users");
  }
}
