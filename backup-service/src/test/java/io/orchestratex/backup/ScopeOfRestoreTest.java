package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a restore replaces is in its safety backup, also where backups do not reach any more; what
 * it could not bring back is said.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScopeOfRestoreTest {

  private static final String SCOPE = "orchestratex.backup.scope.databases";

  @TempDir static Path folder;
  private SampleData data;
  private RunningBackupService service;
  private String outside = "";
  private String backup = "";

  @BeforeAll
  void start() {
    data = new SampleData();
    outside = data.database + "x";
    fill();
    service = new RunningBackupService("scope", folder, data.database + "*");
    backup = service.backedUp("{}").get("id").asText();
    service.stop();
    service.set(SCOPE, data.database);
    service.start();
  }

  private void fill() {
    data.mongo(outside).getCollection("orders").insertOne(new Document("_id", 1));
    data.sql("", "CREATE DATABASE " + outside);
    data.sql(outside, "CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)");
  }

  private void drop() {
    data.mongo(outside).drop();
    data.sql("", "DROP DATABASE IF EXISTS " + outside + " WITH (FORCE)");
  }

  @AfterEach
  void rest() {
    ObserverRelay.watching = (job, point) -> {};
  }

  @AfterAll
  void stop() {
    service.close();
    drop();
    data.close();
  }

  private String body() {
    return "{\"backup\":\"" + backup + "\",\"databases\":[\"" + outside + "\"]}";
  }

  @Test
  void whatNoSafetyBackupWouldHoldIsNotReplaced() {
    drop();
    fill();
    JsonNode plan = service.post("/api/v1/restores", body()).body().get("plan");
    assertThat(plan.get("obstacles"))
        .hasSize(2)
        .allMatch(
            each -> each.asText().contains("database " + outside + " is not within " + SCOPE));

    Answer confirmed = service.post("/api/v1/restores", service.confirmation(body()));

    assertThat(confirmed.status()).as("%s", confirmed.body()).isEqualTo(409);
    assertThat(confirmed.code()).isEqualTo("restore.obstacle");
    JsonNode within =
        service
            .post("/api/v1/restores", body().replace(outside + "\"]", data.database + "\"]"))
            .body()
            .get("plan");
    assertThat(within.get("obstacles")).isEmpty();
  }

  @Test
  void whatIsGoneIsRestoredWithoutOne() {
    drop();

    JsonNode restore = service.restored(body());

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(data.mongo(outside).getCollection("orders").countDocuments()).isEqualTo(1);
    assertThat(data.one(outside, "SELECT count(*) FROM orders")).isEqualTo("1");
  }

  /** The rows of a table break its key, which was never checked. */
  @Test
  void whatCouldNotBeBroughtBackIsInTheReportAndAnEvent() {
    data.sql(
        data.database,
        "CREATE TABLE kid (t bigint); INSERT INTO kid VALUES (-1);"
            + " ALTER TABLE kid ADD CONSTRAINT of_task FOREIGN KEY (t) REFERENCES tasks NOT VALID;"
            + " UPDATE pg_constraint SET convalidated = true WHERE conname = 'of_task'");
    String id = service.backedUp("{\"targets\":[\"postgresql\"]}").get("id").asText();

    JsonNode restore = service.restored("{\"backup\":\"" + id + "\"}");

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(restore.at("/report/equal").asBoolean()).isFalse();
    assertThat(restore.at("/report/deviations")).hasSize(1);
    assertThat(restore.at("/report/deviations/0/name").asText())
        .isEqualTo(data.database + ".public.kid of_task");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(service.eventsOf(Topics.RESTORE, restore.get("id").asText()))
                .extracting(event -> event.replaceAll("@.*", ""))
                .endsWith("restore.succeeded", "restore.deviated"));
  }

  /** It was not there when the plan was made. */
  @Test
  void whatComesBetweenThePlanAndTheSafetyBackupIsNotReplacedEither() {
    drop();
    ObserverRelay.watching =
        (job, point) -> {
          if (point.equals("verified") && job.kind().equals("restore")) {
            fill();
          }
        };

    JsonNode restore = service.restored(body());

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("failed");
    assertThat(restore.get("failure").asText())
        .contains(
            "does not hold what would be replaced",
            outside + ".orders is not part of backups",
            outside + ".public.orders");
  }
}
