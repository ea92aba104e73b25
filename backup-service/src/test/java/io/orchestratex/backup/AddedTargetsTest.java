package io.orchestratex.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micronaut.context.ApplicationContext;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.TestEngines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets that are added, changed and removed while the service runs, on the real engines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AddedTargetsTest {

  private static final String TARGETS = "/api/v1/targets";
  private static final String PASSWORD = "p:ss/w%rd @ö";
  private static final String WRITTEN = "p%3Ass%2Fw%25rd%20%40%C3%B6";

  @TempDir static Path folder;
  private SampleData data;
  private RunningBackupService service;
  private String account = "";
  private String mongo = "";
  private String postgres = "";

  @BeforeAll
  void start() {
    data = new SampleData();
    account = data.database + "_acc";
    TestEngines.Mongo server = TestEngines.shared().mongo();
    mongo = server.backupUri().replaceFirst("://[^@]+@", "://" + account + "@");
    mongo("createUser", new Document("pwd", PASSWORD).append("roles", List.of()));
    data.sql("", "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(account, PASSWORD));
    postgres =
        TestEngines.shared()
            .postgres()
            .jdbcUrl()
            .replaceFirst("jdbc:postgresql://", "postgresql://" + account + "@")
            .replaceFirst("[?].*", "");
    service =
        new RunningBackupService(
            "added-targets",
            folder,
            data.database,
            Map.of("orchestratex.backup.target-list.refresh", "100ms"));
  }

  @AfterAll
  void stop() {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
    mongo("dropUser", new Document());
    data.sql(data.database, "DROP OWNED BY " + account);
    data.sql("", "DROP OWNED BY " + account);
    data.sql("", "DROP ROLE " + account);
    data.close();
  }

  private void mongo(String command, Document more) {
    try (MongoClient root = MongoClients.create(TestEngines.shared().mongo().rootUri())) {
      Document whole = new Document(command, account);
      whole.putAll(more);
      root.getDatabase("admin").runCommand(whole);
    }
  }

  private static String body(Object... fields) {
    ObjectNode body = RunningBackupService.JSON.createObjectNode();
    for (int i = 0; i < fields.length; i += 2) {
      body.set(fields[i].toString(), RunningBackupService.JSON.valueToTree(fields[i + 1]));
    }
    return body.toString();
  }

  private JsonNode tested(String uri, String password) {
    Answer answer = service.post(TARGETS + "/test", body("uri", uri, "password", password));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.body().toString()).doesNotContain(PASSWORD, WRITTEN);
    return answer.body();
  }

  private static void assertFailed(JsonNode report, String step, String detail, String remedy) {
    assertThat(report.path("failed").asText()).as("%s", report).isEqualTo(step);
    assertThat(report.path("passed").asBoolean()).isFalse();
    boolean reached = false;
    for (JsonNode each : report.path("steps")) {
      if (each.path("step").asText().equals(step)) {
        reached = true;
        assertThat(each.path("result").asText()).isEqualTo("failed");
        assertThat(each.path("detail").asText()).contains(detail);
        assertThat(each.path("remedy").asText()).contains(remedy);
      } else {
        assertThat(each.path("result").asText())
            .as("%s", each)
            .isIn(reached ? List.of("skipped") : List.of("passed", "skipped"));
      }
    }
  }

  @Test
  void eachStepThatFailsIsNamedWithWhatToDo() {
    String somewhere = "://ann@no-such-host.invalid:27017/";
    String closed = "://ann@127.0.0.1:1/";
    for (String scheme : List.of("mongodb", "postgresql")) {
      assertFailed(tested(scheme + somewhere, "x"), "name", "no-such-host.invalid", "DNS");
      assertFailed(tested(scheme + closed, "x"), "tcp", "127.0.0.1:1", "port");
    }
    assertFailed(tested(mongo + "&tls=true", PASSWORD), "tls", "TLS", "tls=true");
    assertFailed(tested(postgres + "?sslmode=require", PASSWORD), "tls", "TLS", "ssl");
    assertFailed(tested(mongo, "wrong"), "sign-in", account, "authSource");
    assertFailed(tested(postgres, "wrong"), "sign-in", "authentication failed", "password");
    assertFailed(
        tested(postgres.replaceFirst("/postgres$", "/nowhere"), PASSWORD),
        "sign-in",
        "nowhere does not exist",
        "Name one");
  }

  @Test
  void theRightThatIsNamedIsEnough() {
    JsonNode poor = tested(postgres, PASSWORD);
    assertFailed(poor, "permission", data.database, "GRANT pg_read_all_data TO " + account + ";");
    String statements = poor.at("/steps/4/remedy").asText().replaceFirst("^[^:]*: ", "");
    data.sql("", statements);
    assertThat(tested(postgres, PASSWORD).path("passed").asBoolean()).isTrue();

    assertFailed(
        tested(mongo, PASSWORD),
        "permission",
        "find on every collection",
        "grantRolesToUser(\"" + account + "\", [{role: \"backup\", db: \"admin\"}])");
    grant("backup");
    JsonNode reader = tested(mongo, PASSWORD);
    assertThat(reader.path("passed").asBoolean()).as("%s", reader).isTrue();
    assertThat(reader.at("/steps/4/remedy").asText()).contains("restore");
    grant("restore", "readWriteAnyDatabase", "dbAdminAnyDatabase", "clusterMonitor");
    assertThat(tested(mongo, PASSWORD).at("/steps/4/detail").asText()).contains("restore every");
  }

  private void grant(String... roles) {
    mongo("grantRolesToUser", new Document("roles", List.of(roles)));
  }

  @Test
  void aTargetIsAddedBackedUpRestoredChangedAndRemoved() {
    grant("backup", "restore", "readWriteAnyDatabase", "dbAdminAnyDatabase", "clusterMonitor");
    String id = "shop-" + data.database;
    Answer added =
        service.post(
            TARGETS,
            body("id", id, "uri", mongo, "password", PASSWORD, "labels", Map.of("team", "shop")));
    assertThat(added.status()).as("%s", added.body()).isEqualTo(201);
    assertThat(added.body().path("source").asText()).isEqualTo("added");
    assertThat(added.body().at("/labels/team").asText()).isEqualTo("shop");
    assertThat(added.body().path("reachable").asBoolean()).isTrue();

    String row = service.one("SELECT t::text FROM added_targets t WHERE id = '" + id + "'");
    assertThat(row).contains("shop").doesNotContain(PASSWORD, WRITTEN, account);

    try (ApplicationContext other = service.another()) {
      await("another process sees it")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(other.getBean(Targets.class).all())
                  .anyMatch(each -> each.target().id().equals(id)));
    }
    service.stop();
    service.start();

    String before = data.picture(data.database);
    String backup = service.backedUp(body("targets", List.of(id))).path("id").asText();
    data.damage();
    JsonNode restored =
        service.restored(body("backup", backup, "databases", List.of(data.database)));
    assertThat(restored.path("state").asText()).as("%s", restored).isEqualTo("succeeded");
    assertThat(data.picture(data.database)).isEqualTo(before);

    Answer changed =
        service.call("PATCH", TARGETS + "/" + id, body("labels", Map.of()), Role.OPERATOR);
    assertThat(changed.status()).as("%s", changed.body()).isEqualTo(200);
    assertThat(changed.body().path("labels")).isEmpty();
    removed(id, backup);
    String values =
        String.join(
            "\n",
            TestTopics.of(Topics.TARGET, id, 3).stream()
                .map(each -> new String(each.value(), UTF_8))
                .toList());
    assertThat(values)
        .contains("\"purpose\":\"backup\"")
        .doesNotContain(PASSWORD, WRITTEN, account);
    assertThat(service.eventsOf(Topics.TARGET, id))
        .map(each -> each.replaceFirst("@.*", ""))
        .containsExactly("target.added", "target.changed", "target.removed");
  }

  private void removed(String id, String backup) {
    assertThat(
            service
                .post(
                    "/api/v1/policies",
                    body("name", "shop", "targets", List.of(id), "keep", Map.of("last", 3)))
                .status())
        .isEqualTo(201);
    Answer refused = delete(id);
    assertThat(refused.code()).isEqualTo("backup.target-in-use");
    assertThat(refused.body().path("detail").asText()).contains("policy shop");
    assertThat(delete(id + "?force=true").status()).isEqualTo(204);
    assertThat(service.call("GET", TARGETS + "/" + id, "", Role.OPERATOR).status()).isEqualTo(404);
    assertThat(service.get("/api/v1/backups/" + backup).path("state").asText())
        .isEqualTo("succeeded");
    assertThat(service.call("DELETE", "/api/v1/policies/shop", "", Role.OPERATOR).status())
        .isEqualTo(204);
  }

  private Answer delete(String id) {
    return service.call("DELETE", TARGETS + "/" + id, "", Role.OPERATOR);
  }

  @Test
  void aTargetWithAJobStaysAndItsPasswordGoesNowhereElse() throws InterruptedException {
    String id = "busy";
    String uri = TestEngines.shared().mongo().backupUri();
    assertThat(service.post(TARGETS, body("id", id, "uri", uri)).status()).isEqualTo(201);
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ObserverRelay.watching = (job, point) -> halt(job, point, reached, go);
    String backup = service.ordered("/api/v1/backups", body("targets", List.of(id)));
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(delete(id + "?force=true").code()).isEqualTo("backup.target-busy");
    Answer moved = change(id, "uri", "mongodb://127.0.0.1:1/");
    assertThat(moved.code()).isEqualTo("backup.target-busy");
    go.countDown();
    assertThat(service.ended("/api/v1/backups/" + backup).path("state").asText())
        .isEqualTo("succeeded");

    String elsewhere = uri.replaceFirst(":[^:@]+@.*", "@127.0.0.1:1/");
    Answer refused = change(id, "uri", elsewhere);
    assertThat(refused.pointers()).as("%s", refused.body()).containsExactly("/password");
    Answer weaker = change(id, "uri", uri.replaceFirst(":[^:@/]+@", "@") + "&authMechanism=PLAIN");
    assertThat(weaker.pointers()).as("%s", weaker.body()).containsExactly("/password");
    Answer same = change(id, "uri", uri.replaceFirst(":[^:@/]+@", "@"));
    assertThat(same.status()).as("%s", same.body()).isEqualTo(200);
    Answer still = service.post(TARGETS + "/" + id + "/test", "");
    assertThat(still.body().path("passed").asBoolean()).as("%s", still.body()).isTrue();
    assertThat(delete(id).status()).isEqualTo(204);
  }

  private static void halt(Job job, String point, CountDownLatch reached, CountDownLatch go) {
    if (job.targets().equals(List.of("busy")) && point.equals("dumped:busy")) {
      reached.countDown();
      try {
        assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Answer change(String id, Object... fields) {
    return service.call("PATCH", TARGETS + "/" + id + "?test=false", body(fields), Role.OPERATOR);
  }

  @Test
  void ofTwoWhoAddTheSameIdOneIsRefused() throws Exception {
    String wanted = body("id", "race", "uri", "postgresql://ann@127.0.0.1:1/");
    Callable<Integer> add = () -> service.post(TARGETS + "?test=false", wanted).status();
    List<Integer> answers = new ArrayList<>();
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      for (var each : two.invokeAll(List.of(add, add))) {
        answers.add(each.get());
      }
    }
    assertThat(answers).containsExactlyInAnyOrder(201, 409);
    assertThat(delete("race").status()).isEqualTo(204);
    assertThat(delete("race").code()).isEqualTo("backup.target-unknown");
  }

  @Test
  void targetsOfTheSettingsAreNotChanged() {
    for (Answer answer :
        List.of(delete("mongodb"), change("mongodb", "labels", Map.of("a", "b")))) {
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.code()).isEqualTo("backup.target-of-settings");
      assertThat(answer.body().path("detail").asText())
          .contains("orchestratex.backup.targets.mongodb");
    }
    assertThat(service.post(TARGETS, body("id", "mongodb", "uri", "mongodb://h/")).code())
        .isEqualTo("backup.target-exists");
    assertThat(service.get(TARGETS + "/mongodb").path("source").asText()).isEqualTo("settings");
    assertThat(service.call("POST", TARGETS, body("uri", "mongodb://h/"), Role.ANALYST).status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'uri':'mongodb://h/','id':'<b>x</b>'}                        | /id",
        "{'uri':'mongodb://h/','id':'../x'}                            | /id",
        "{'uri':'mongodb://h/','id':'Upper'}                           | /id",
        "{'uri':'mongodb://h/','id':''}                                | /id",
        "{'uri':'mongodb://h/','labels':{'a':'<script>'}}              | /labels/a",
        "{'uri':'mongodb://h/','labels':{'<b>':'x'}}                   | /labels",
        "{'uri':'mongodb://h/','labels':{'a':null}}                    | /labels/a",
        "{'uri':'mongodb://h/ x'}                                      | /uri",
        "{'uri':'gopher://h/'}                                         | /uri",
        "{'uri':'nothing'}                                             | /uri",
        "{'uri':'mongodb://u:p@/'}                                     | /uri",
        "{'uri':'postgresql://u:hidden@h/x?sslmode=none'}              | /uri",
        "{'uri':'postgresql://h/x'}                                    | /uri",
        "{'uri':'mongodb://h/','password':'x'}                         | /password",
        "{'uri':'mongodb://h/','engine':'oracle'}                      | /engine",
        "{}                                                            | /uri",
      })
  void aWrongFieldIsNamed(String body, String pointer) {
    Answer answer = service.post(TARGETS + "?test=false", body.replace('\'', '"'));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
    assertThat(answer.pointers()).as("%s", answer.body()).contains(pointer);
    assertThat(answer.body().toString()).doesNotContain("hidden");
  }
}
