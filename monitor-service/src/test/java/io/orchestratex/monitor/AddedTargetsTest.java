package io.orchestratex.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.TestEngines;
import io.orchestratex.monitor.schedule.ProbeSchedule;
import io.orchestratex.monitor.schedule.TargetState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Targets that are added, changed and removed while the service runs, on the real engines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AddedTargetsTest {

  private static final String TARGETS = "/api/v1/monitor/targets";
  private static final String PASSWORD = "s3cret-of-the-watcher";
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir static Path folder;
  private final String account = "watch" + UUID.randomUUID().toString().substring(0, 8);
  private RunningMonitor monitor;
  private String mongo = "";
  private String postgres = "";

  @BeforeAll
  void start() {
    mongo("createUser", new Document("pwd", PASSWORD).append("roles", List.of()));
    sql("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(account, PASSWORD));
    mongo =
        TestEngines.shared()
            .mongo()
            .monitorUri()
            .replaceFirst("://[^@]+@", "://" + account + ":" + PASSWORD + "@");
    postgres =
        TestEngines.shared()
            .postgres()
            .monitorUri()
            .replaceFirst("://[^@]+@", "://" + account + ":" + PASSWORD + "@");
    monitor =
        RunningMonitor.with("added_test")
            .target("fixed", "redis", TestEngines.shared().redis().monitorUri())
            .set(
                Map.of(
                    "orchestratex.monitor.key.file",
                    folder.resolve("monitor.key").toString(),
                    "orchestratex.monitor.target-list.refresh",
                    "100ms"))
            .every(Duration.ofSeconds(1), Duration.ofMillis(900))
            .started();
  }

  @AfterAll
  void stop() {
    monitor.close();
    mongo("dropUser", new Document());
    sql("DROP OWNED BY " + account);
    sql("DROP ROLE " + account);
  }

  private void mongo(String command, Document more) {
    try (MongoClient root = MongoClients.create(TestEngines.shared().mongo().rootUri())) {
      Document whole = new Document(command, account);
      whole.putAll(more);
      root.getDatabase("admin").runCommand(whole);
    }
  }

  private static void sql(String statement) {
    TestEngines.Postgres server = TestEngines.shared().postgres();
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        Statement run = connection.createStatement()) {
      run.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  private static String body(Object... fields) {
    ObjectNode body = RunningMonitor.JSON.createObjectNode();
    for (int i = 0; i < fields.length; i += 2) {
      body.set(fields[i].toString(), RunningMonitor.JSON.valueToTree(fields[i + 1]));
    }
    return body.toString();
  }

  private Answer post(String path, Object... fields) {
    return monitor.call("POST", TARGETS + path, body(fields), Role.OPERATOR);
  }

  private JsonNode tested(String uri) {
    Answer answer = post("/test", "uri", uri);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.body().toString()).doesNotContain(PASSWORD);
    return answer.body();
  }

  private static String remedy(JsonNode report, String step) {
    assertThat(report.path("failed").asText()).as("%s", report).isEqualTo(step);
    for (JsonNode each : report.path("steps")) {
      if (each.path("step").asText().equals(step)) {
        return each.path("detail").asText() + " " + each.path("remedy").asText();
      }
    }
    throw new AssertionError(report);
  }

  @Test
  void theStepThatFailsIsNamedAndTheRightThatIsNamedIsEnough() {
    assertThat(remedy(tested("redis://127.0.0.1:1"), "tcp")).isNotBlank();
    String redis = TestEngines.shared().redis().monitorUri();
    remedy(tested(redis.replaceFirst(":[^:@]+@", ":wrong@")), "sign-in");
    remedy(tested(postgres.replace(PASSWORD, "wrong")), "sign-in");
    assertThat(tested(redis).path("passed").asBoolean()).isTrue();

    assertThat(remedy(tested(postgres), "permission")).contains("GRANT pg_monitor TO " + account);
    sql("GRANT pg_monitor TO " + account);
    assertThat(tested(postgres).path("passed").asBoolean()).isTrue();

    assertThat(remedy(tested(mongo), "permission"))
        .contains(
            "serverStatus on the cluster",
            "{role: \"clusterMonitor\", db: \"admin\"}, {role: \"readAnyDatabase\", db: \"admin\"}");
    mongo("grantRolesToUser", new Document("roles", List.of("clusterMonitor", "readAnyDatabase")));
    assertThat(tested(mongo).path("passed").asBoolean()).isTrue();
  }

  @Test
  void anAddedTargetIsMeasuredByEachProcessUntilItIsRemoved() throws Exception {
    String id = "watched-" + account;
    String own = TestEngines.shared().mongo().monitorUri();
    String password = own.replaceFirst("^[^:]+://[^:]+:", "").replaceFirst("@.*", "");
    Answer added = post("", "id", id, "uri", own, "labels", Map.of("team", "shop"));
    assertThat(added.status()).as("%s", added.body()).isEqualTo(201);
    assertThat(added.body().path("source").asText()).isEqualTo("added");
    try (RunningMonitor other = monitor.replica()) {
      for (RunningMonitor each : List.of(monitor, other)) {
        await("it is measured")
            .atMost(SOON)
            .until(() -> state(each, id), TargetState.Status.UP::equals);
      }
      assertThat(monitor.call("DELETE", TARGETS + "/" + id, "", Role.OPERATOR).status())
          .isEqualTo(204);
      for (RunningMonitor each : List.of(monitor, other)) {
        await("it is measured no more").atMost(SOON).until(() -> state(each, id) == null);
      }
    }
    assertThat(monitor.eventsOf(Topics.TARGET, id))
        .map(each -> each.replaceFirst("@.*", ""))
        .containsExactly("target.added", "target.removed");
    assertThat(new String(TestTopics.of(Topics.TARGET, id, 2).getFirst().value(), UTF_8))
        .contains("\"purpose\":\"watch\"", "\"team\":\"shop\"")
        .doesNotContain(password);
  }

  private static TargetState.@Nullable Status state(RunningMonitor of, String id) {
    return of.bean(ProbeSchedule.class).state(id).map(TargetState::status).orElse(null);
  }

  @Test
  void itOutlivesARestartAndIsReadableByNobodyWithoutTheKey() throws Exception {
    String own = TestEngines.shared().redis().monitorUri();
    assertThat(post("", "id", "kept", "uri", own).status()).isEqualTo(201);
    Path key = folder.resolve("monitor.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    try (Connection store = monitor.sql();
        Statement select = store.createStatement();
        ResultSet row = select.executeQuery("SELECT t::text FROM added_targets t")) {
      while (row.next()) {
        assertThat(row.getString(1)).doesNotContain("monitor:", "@127");
      }
    }
    monitor.stop();
    monitor.start();
    await("it is measured again")
        .atMost(SOON)
        .until(() -> state(monitor, "kept"), TargetState.Status.UP::equals);

    monitor.stop();
    Path moved = Files.move(key, folder.resolve("elsewhere"));
    monitor.start();
    await("it says why it is not measured")
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(monitor.read(TARGETS + "/kept").path("failure").asText())
                .contains("sealed with the key"));
    Answer again = monitor.call("PATCH", TARGETS + "/kept", body("uri", own), Role.OPERATOR);
    assertThat(again.status()).as("%s", again.body()).isEqualTo(200);
    await("its URI was given again")
        .atMost(SOON)
        .until(() -> state(monitor, "kept"), TargetState.Status.UP::equals);
    assertThat(monitor.call("DELETE", TARGETS + "/kept", "", Role.OPERATOR).status())
        .isEqualTo(204);
    Files.delete(moved);
  }

  @Test
  void whatMayNotBeAddedOrChangedIsRefused() {
    assertThat(post("", "id", "fixed", "uri", "redis://127.0.0.1:1").code())
        .isEqualTo("monitor.target-exists");
    assertThat(monitor.call("DELETE", TARGETS + "/fixed", "", Role.OPERATOR).code())
        .isEqualTo("monitor.target-of-settings");
    // Its probe would send the token of scrapers to whatever listens there.
    assertThat(post("", "engine", "service", "uri", "http://127.0.0.1:1").pointers())
        .containsExactly("/engine");
    assertThat(post("", "uri", "http://127.0.0.1:1").pointers()).containsExactly("/uri");
    assertThat(post("", "uri", "redis://127.0.0.1:1").code())
        .isEqualTo("monitor.target-tcp-failed");
    Answer unreadable = post("?test=false", "uri", "mongodb://ann:hidden@h:none/");
    assertThat(unreadable.pointers()).containsExactly("/uri");
    assertThat(unreadable.body().toString()).doesNotContain("hidden");
    assertThat(post("", "uri", "redis://h", "id", "<b>").pointers()).contains("/id");
    assertThat(monitor.call("POST", TARGETS, body("uri", "redis://h"), Role.ANALYST).status())
        .isEqualTo(403);
  }
}
