package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Restores under other names, next to the original, which stays as it is. */
@LongRunning("restores at each phase that a worker dies in")
class RestoreElsewhereTest extends RestoringElsewhere {

  @Test
  void aDatabaseIsRestoredNextToTheOriginalWhichStaysAsItIs() {
    data.damage();
    String before = data.picture();
    try {
      for (String target : List.of("mongodb", "postgresql")) {
        String body = body(target, renamed());
        JsonNode plan = plan(body);
        assertThat(plan.get("obstacles")).as("%s", plan).isEmpty();
        assertThat(plan.at("/targets/0/objects"))
            .isNotEmpty()
            .allMatch(each -> each.get("action").asText().equals("create"))
            .allMatch(each -> each.get("name").asText().startsWith(copy + "."));

        JsonNode restore = service.restored(body);

        assertSucceeded(restore);
        assertThat(restore.has("safety_backup")).as("nothing is replaced").isFalse();
        assertThat(restore.get("as").get(data.database).asText()).isEqualTo(copy);
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() ->
                assertThat(service.eventsOf(Topics.RESTORE, restore.get("id").asText()))
                    .extracting(event -> event.replaceAll("@.*", ""))
                    .containsExactly("restore.requested", "restore.started", "restore.succeeded"));
      }
      assertThat(data.picture()).isEqualTo(before);
      assertThat(data.mongo(copy).getCollection("responses").countDocuments()).isEqualTo(5_000);
      assertThat(data.mongo(copy).getCollection("responses").listIndexes()).hasSize(2);
      assertThat(data.mongo(copy).getCollection("outbox").find().first())
          .as("a copy is nobody's own: what waits in it comes along")
          .isEqualTo(new Document("_id", "old"));
      assertThat(data.one(copy, "SELECT count(*) FROM tasks")).isEqualTo("20000");
      assertThat(data.one(copy, "SELECT string_agg(v, ',') FROM outbox")).isEqualTo("old");
      assertThat(data.leftovers()).isEmpty();
    } finally {
      assertSucceeded(service.restored("{\"backup\":\"" + backup + "\"}"));
    }
  }

  @Test
  void oneCollectionIsRestoredUnderANameOfItsOwn() {
    String from = data.database + ".responses";
    String to = data.database + ".responses_of_then";
    String as = ",\"as\":{\"" + from + "\":\"" + to + "\"}";
    try {
      assertSucceeded(service.restored(body("mongodb", as)));

      assertThat(data.mongo().getCollection("responses_of_then").countDocuments()).isEqualTo(5_000);
      JsonNode again = plan(body("mongodb", as));
      assertThat(again.get("obstacles")).hasSize(1);
      assertThat(again.at("/obstacles/0").asText()).contains(to + " exists");
      Answer refused = service.post(RESTORES, service.confirmation(body("mongodb", as)));
      assertThat(refused.code()).isEqualTo("restore.obstacle");
    } finally {
      data.mongo().getCollection("responses_of_then").drop();
    }
  }

  /** With what it cannot be without, and nothing else. */
  @Test
  void oneTableOrSchemaOfPostgresqlGoesIntoADatabaseOfItsOwn() {
    data.sql(
        data.database,
        """
        CREATE SCHEMA sales;
        CREATE TYPE sales.state AS ENUM ('new', 'paid');
        CREATE FUNCTION sales.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TABLE sales.customers (id serial PRIMARY KEY, name text NOT NULL);
        CREATE TABLE sales.orders (
          id serial PRIMARY KEY, customer int REFERENCES sales.customers, state sales.state,
          CHECK (id > 0));
        CREATE INDEX by_state ON sales.orders (state);
        CREATE TRIGGER noted BEFORE UPDATE ON sales.orders
          FOR EACH ROW EXECUTE FUNCTION sales.noted();
        INSERT INTO sales.customers (name) VALUES ('one'), ('two');
        INSERT INTO sales.orders (customer, state) VALUES (1, 'new'), (2, 'paid'), (2, 'new');
        """);
    String taken = service.backedUp("{\"targets\":[\"postgresql\"]}").get("id").asText();
    String of = "{\"backup\":\"" + taken + "\",\"collections\":[\"" + data.database + ".%s\"]%s}";
    try {
      JsonNode restore = service.restored(of.formatted("sales.orders", renamed()));

      assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
      assertThat(restore.at("/report/objects")).hasSize(1);
      assertThat(restore.at("/report/deviations").findValuesAsText("kind"))
          .as("the table that the key refers to is not restored")
          .containsExactly("FK CONSTRAINT");
      assertThat(tables()).isEqualTo("sales.orders");
      assertThat(data.one(copy, "SELECT count(*) FROM sales.orders WHERE state = 'new'"))
          .isEqualTo("2");
      data.sql(copy, "UPDATE sales.orders SET state = 'paid' WHERE id = 1");
      assertThat(data.one(copy, "INSERT INTO sales.orders (state) VALUES ('new') RETURNING id"))
          .as("its sequence goes on")
          .isEqualTo("4");
      assertThat(data.one(copy, "SELECT count(*) FROM pg_indexes WHERE indexname = 'by_state'"))
          .isEqualTo("1");
      JsonNode again = plan(of.formatted("sales.orders", renamed() + ",\"replace\":true"));
      assertThat(again.get("obstacles").toString())
          .contains("single tables go into a database of their own");
      clear();

      assertSucceeded(service.restored(of.formatted("sales", renamed())));

      assertThat(tables()).isEqualTo("sales.customers,sales.orders");
      assertThat(data.one(copy, "SELECT count(*) FROM pg_constraint WHERE contype = 'f'"))
          .isEqualTo("1");
      assertRefused(of.formatted("sales.nothing", renamed()), "/collections/0");
      assertRefused(of.formatted("sales.orders", ""), "/collections");
    } finally {
      data.sql(data.database, "DROP SCHEMA sales CASCADE");
    }
  }

  private String tables() {
    return data.one(
        copy,
        "SELECT string_agg(schemaname || '.' || tablename, ',' ORDER BY tablename) FROM pg_tables"
            + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
  }

  @Test
  void whatHasTheNameIsReplacedOnlyWhenThatIsSaidAndAfterASafetyBackup() {
    for (String target : List.of("mongodb", "postgresql")) {
      data.mongo(copy).getCollection("responses").insertOne(new Document("_id", "mine"));
      data.sql("", "DROP DATABASE IF EXISTS " + copy);
      data.sql("", "CREATE DATABASE " + copy);
      assertThat(plan(body(target, renamed())).get("obstacles")).hasSize(1);

      JsonNode restore = service.restored(body(target, renamed() + ",\"replace\":true"));

      assertSucceeded(restore);
      String safety = restore.get("safety_backup").asText();
      assertThat(service.get("/api/v1/backups/" + safety).get("label").asText())
          .isEqualTo("pre-restore");
      if (target.equals("mongodb")) {
        assertThat(data.mongo(copy).getCollection("responses").countDocuments()).isEqualTo(5_000);
      }
    }
    assertThat(data.one(copy, "SELECT count(*) FROM tasks")).isEqualTo("20000");
  }

  /** At the last moment before, and at the last moment of all. */
  @Test
  void aNameThatIsTakenAfterThePlanFailsTheRestoreAndIsLeftAsItIs() {
    for (String point : List.of("verified", "swapping")) {
      for (String target : List.of("mongodb", "postgresql")) {
        AtomicBoolean taken = new AtomicBoolean();
        ObserverRelay.watching =
            (job, at) -> {
              if (at.equals(point) && job.kind().equals("restore") && !taken.getAndSet(true)) {
                data.mongo(copy).getCollection("responses").insertOne(new Document("_id", "mine"));
                data.sql("", "CREATE DATABASE " + copy);
              }
            };

        JsonNode restore = service.restored(body(target, renamed()));

        assertThat(restore.get("state").asText())
            .as("%s %s: %s", target, point, restore)
            .isEqualTo(point.equals("verified") ? "failed" : "rolled_back");
        assertThat(restore.get("failure").asText()).contains("exists now");
        assertThat(data.mongo(copy).getCollection("responses").find().first())
            .isEqualTo(new Document("_id", "mine"));
        assertThat(data.mongo(copy).listCollectionNames()).containsExactly("responses");
        assertThat(data.one(copy, "SELECT count(*) FROM pg_class WHERE relname = 'tasks'"))
            .isEqualTo("0");
        clear();
      }
    }
  }

  @Test
  void aWorkerThatDiesAtAnyPhaseIsTakenUpByAnother() {
    for (String point :
        List.of("loaded:mongodb", "compared", "swapping", "closed:[]", "in_place")) {
      AtomicBoolean killed = new AtomicBoolean();
      ObserverRelay.watching =
          (job, at) -> {
            if (at.equals(point) && job.kind().equals("restore") && !killed.getAndSet(true)) {
              service.leaseOfKilledRunsOut(job);
              throw new Killed();
            }
          };

      JsonNode restore = service.restored(body("mongodb", renamed()));

      assertThat(killed).as(point).isTrue();
      assertSucceeded(restore);
      assertThat(data.mongo(copy).listCollectionNames())
          .containsExactlyInAnyOrder("responses", "threads", "outbox");
      clear();
    }
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void itWaitsForTheBackupOfItsTargetAndSaysSo() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ObserverRelay.watching =
        (job, at) -> {
          if (job.kind().equals("backup") && job.parent() == null && held.getCount() > 0) {
            held.countDown();
            await(goOn);
          }
        };
    String other = service.ordered("/api/v1/backups", "{\"targets\":[\"mongodb\"]}");
    assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    try {
      String restore = service.confirmed(body("mongodb", renamed()));

      JsonNode waiting = service.get(RESTORES + "/" + restore);
      assertThat(waiting.get("state").asText()).isEqualTo("queued");
      assertThat(waiting.at("/waits_for/0").asText()).isEqualTo(other);
      goOn.countDown();
      assertSucceeded(service.ended(RESTORES + "/" + restore));
    } finally {
      goOn.countDown();
    }
  }

  /** A service takes no changes from before the first move until it is over, however it ends. */
  @Test
  void theServiceThatOwnsTheDatabaseIsClosedWhileItMoves() {
    List<String> seen = new ArrayList<>();
    ObserverRelay.watching =
        (job, at) -> {
          if (job.kind().equals("restore") && (at.startsWith("closed:") || at.equals("verified"))) {
            seen.add(at + " " + service.get("/api/v1/maintenance").get("maintenances").size());
          }
        };
    JsonNode restore = service.restored(body("mongodb", ""));
    assertSucceeded(restore);
    assertThat(seen).containsExactly("verified 0", "closed:[session-service] 1");
    assertThat(service.get("/api/v1/maintenance").get("active").asBoolean()).isFalse();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(service.eventsOf(Topics.MAINTENANCE, restore.get("id").asText()))
                .extracting(event -> event.replaceAll("@.*", ""))
                .startsWith("maintenance.declared")
                .endsWith("maintenance.ended"));
    seen.clear();

    assertSucceeded(service.restored(body("mongodb", renamed())));

    assertThat(seen).as("a copy is no service's").containsExactly("verified 0", "closed:[] 0");
  }

  @Test
  void aMaintenanceIsDeclaredByHandAndRunsOut() {
    String by = "/api/v1/maintenance";
    Answer declared =
        service.call("PUT", by, "{\"reason\":\"a move\",\"minutes\":5}", Role.OPERATOR);
    assertThat(declared.status()).as("%s", declared.body()).isEqualTo(200);
    assertThat(declared.body().at("/maintenances/0/services"))
        .extracting(JsonNode::asText)
        .containsExactly("session-service");
    assertThat(service.call("PUT", by, "{\"reason\":\"x\"}", Role.ANALYST).status()).isEqualTo(403);
    Answer unknown =
        service.call("PUT", by, "{\"reason\":\"x\",\"services\":[\"nobody\"]}", Role.OPERATOR);
    assertThat(unknown.pointers()).containsExactly("/services/0");
    service.sql("UPDATE maintenance SET until = now() - interval '1 second'");
    assertThat(service.get(by).get("active").asBoolean()).isFalse();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(service.eventsOf(Topics.MAINTENANCE, "by-hand"))
                .extracting(event -> event.replaceAll("@.*", ""))
                .endsWith("maintenance.ended"));
    assertThat(service.call("DELETE", by, null, Role.OPERATOR).status()).isEqualTo(200);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatCannotBeMeantIsRefusedByField() {
    assertRefused(body("mongodb", ",\"into\":\"nowhere\""), "/into");
    assertRefused(body("mongodb", ",\"into\":\"postgresql\""), "/into");
    assertRefused("{\"backup\":\"" + backup + "\"" + renamed() + "}", "/targets");
    assertRefused(body("mongodb", ",\"as\":{\"absent\":\"x\"}"), "/as/absent");
    String name = data.database;
    for (String bad : List.of("ad min", "admin", "a.b", "x".repeat(64))) {
      assertRefused(body("mongodb", ",\"as\":{\"" + name + "\":\"" + bad + "\"}"), "/as/" + name);
    }
    for (String bad : List.of("postgres", "ox_restore_1", "x".repeat(64))) {
      assertRefused(
          body("postgresql", ",\"as\":{\"" + name + "\":\"" + bad + "\"}"), "/as/" + name);
    }
    assertRefused(
        body(
            "mongodb",
            ",\"as\":{\"%1$s.responses\":\"%1$s.x\",\"%1$s.threads\":\"%1$s.x\"}".formatted(name)),
        "/as");
  }

  /** Whoever could restore a copy of the users could read it. */
  @Test
  void onlyAnAdminCopiesTheUsers() {
    data.mongo("gateway_of_test").drop();
    service.stop();
    service.set("orchestratex.backup.restricted.databases", data.database);
    service.start();
    try {
      String confirmed = service.confirmation(body("mongodb", renamed()));
      Answer refused = service.post(RESTORES, confirmed);
      assertThat(refused.status()).as("%s", refused.body()).isEqualTo(403);
      Answer taken = service.call("POST", RESTORES, confirmed, Role.ADMIN);
      assertThat(taken.status()).as("%s", taken.body()).isEqualTo(202);
      assertSucceeded(service.ended(RESTORES + "/" + taken.body().get("id").asText()));
    } finally {
      service.stop();
      service.set("orchestratex.backup.restricted.databases", "gateway");
      service.start();
    }
  }
}
