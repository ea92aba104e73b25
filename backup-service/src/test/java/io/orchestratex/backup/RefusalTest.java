package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.job.Job;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are wrong, hostile, or come at the wrong time: each is told what and where. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalTest {

  @TempDir static Path folder;
  private volatile String stopAt = "";
  private volatile CountDownLatch stopped = new CountDownLatch(1);
  private volatile CountDownLatch go = new CountDownLatch(1);
  private SampleData data;
  private RunningBackupService service;
  private String backup = "";

  @BeforeAll
  void start() {
    data = new SampleData();
    service = new RunningBackupService("refusals", folder, data.database);
    ObserverRelay.watching = this::reached;
    backup = service.backedUp("{}").get("id").asText();
  }

  @AfterAll
  void stop() {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
    data.close();
  }

  private void reached(Job job, String point) {
    if ((job.kind() + ":" + point).equals(stopAt)) {
      stopAt = "";
      stopped.countDown();
      try {
        assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void halt(String point) {
    stopped = new CountDownLatch(1);
    go = new CountDownLatch(1);
    stopAt = point;
  }

  private static void assertProblem(Answer answer, int status, String code, String pointer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    JsonNode body = answer.body();
    for (String field : List.of("type", "title", "status", "detail", "instance", "code")) {
      assertThat(body.has(field)).as("%s in %s", field, body).isTrue();
    }
    assertThat(body.get("code").asText()).isEqualTo(code);
    if (pointer != null && !pointer.isEmpty()) {
      assertThat(body.get("errors").findValuesAsText("pointer")).as("%s", body).contains(pointer);
      assertThat(body.at("/errors/0/detail").asText()).isNotBlank();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backups  | {'label':'two\\u0000words'}              | /label",
        "backups  | {'label':'two\\nlines'}                  | /label",
        "backups  | {'label':'\\ud800'}                      | /label",
        "backups  | {'label':''}                            | /label",
        "backups  | {'targets':[null]}                      | /targets/0",
        "backups  | {'targets':['../../etc']}               | /targets/0",
        "backups  | {'targets':'mongodb'}                   | /targets",
        "restores | {'backup':'../../etc/passwd'}           | /backup",
        "restores | {'backup':'2026\\u00001121'}             | /backup",
        "restores | {'backup':7}                            | /backup",
        "restores | {'targets':[null]}                      | /targets/0",
        "restores | {'targets':['mongodb','nowhere']}       | /targets/1",
        "restores | {'databases':[null]}                    | /databases/0",
        "restores | {'databases':['']}                      | /databases/0",
        "restores | {'databases':['nowhere']}               | /databases/0",
        "restores | {'collections':['a.b','$where']}        | /collections/0",
        "restores | {'confirm':'yes please'}                | /confirm",
        "restores | {'confirm':true}                        | /plan_token",
        "restores | {'confirmed':true}                      | /confirmed",
      })
  void aWrongFieldIsNamed(String path, String body, String pointer) {
    Answer answer = service.post("/api/v1/" + path, body.replace('\'', '"'));
    assertProblem(answer, 400, answer.body().path("code").asText(), pointer);
  }

  @Test
  void whatIsFarTooLongIsNamed() {
    String label = "x".repeat(100_000);
    assertProblem(
        service.post("/api/v1/backups", "{\"label\":\"" + label + "\"}"),
        400,
        "request.invalid",
        "/label");
    assertProblem(
        service.post("/api/v1/restores", "{\"confirm\":true,\"plan_token\":\"" + label + "\"}"),
        400,
        "request.invalid",
        "/plan_token");
    assertProblem(
        service.post("/api/v1/restores", "{\"databases\":[\"" + label + "\"]}"),
        400,
        "request.invalid",
        "/databases/0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/backups?state=gone                  | ?state",
        "/api/v1/backups?target=..%2Fetc             | ?target",
        "/api/v1/backups?target=a%00b                | ?target",
        "/api/v1/backups?label=a%00b                 | ?label",
        "/api/v1/backups?limit=0                     | ?limit",
        "/api/v1/backups?offset=-1                   | ?offset",
        "/api/v1/restores?state=gone                 | ?state",
        "/api/v1/restores?target=%27%20OR%201%3D1    | ?target",
        "/api/v1/targets?limit=1000                  | ?limit",
        "/api/v1/backups/ID/export               | ?target",
        "/api/v1/backups/ID/export?target=x      | ?target",
        "/api/v1/backups/ID/export?target=postgresql&database=..%2F..%2Fetc | ?database",
      })
  void aWrongQueryIsNamed(String path, String pointer) {
    Answer answer = service.call("GET", path.replace("ID", backup), "", Role.OPERATOR);
    assertProblem(answer, 400, answer.body().path("code").asText(), pointer);
  }

  @Test
  void idsOfOtherThingsAreUnknownEverywhere() {
    String restore = service.confirmed("{\"backup\":\"" + backup + "\",\"targets\":[\"mongodb\"]}");
    service.ended("/api/v1/restores/" + restore);
    service.ordered("/api/v1/backups/" + backup + "/verify", "");
    Stream.of(
            "GET /api/v1/backups/" + restore,
            "DELETE /api/v1/backups/" + restore,
            "POST /api/v1/backups/" + restore + "/cancel",
            "POST /api/v1/backups/" + restore + "/verify",
            "GET /api/v1/backups/" + restore + "/export?target=mongodb",
            "GET /api/v1/restores/" + backup,
            "POST /api/v1/restores/" + backup + "/cancel",
            "GET /api/v1/restores/latest",
            "GET /api/v1/restores/%00",
            "GET /api/v1/restores/..%2F..%2Fetc%2Fpasswd",
            "GET /api/v1/backups/%2e%2e%2f" + backup,
            "DELETE /api/v1/backups/..",
            "GET /api/v1/backups/" + "9".repeat(2_000),
            "GET /api/v1/targets/%27")
        .forEach(line -> {
          String[] parts = line.split(" ", 2);
          Answer answer = service.call(parts[0], parts[1], "", Role.OPERATOR);
          assertThat(answer.status()).as("%s: %s", line, answer.body()).isIn(404, 405);
          assertThat(answer.body().has("code")).as(line).isTrue();
        });
    assertProblem(
        service.post("/api/v1/restores", "{\"backup\":\"" + restore + "\"}"),
        404,
        "backup.unknown",
        "");
  }

  @Test
  void aBackupThatIsNotTakenCannotBeUsed() throws InterruptedException {
    halt("backup:dumped:mongodb");
    String running = service.ordered("/api/v1/backups", "{}");
    assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
    String path = "/api/v1/backups/" + running;
    assertProblem(service.post(path + "/verify", ""), 409, "backup.not-taken", "");
    assertProblem(
        service.call("GET", path + "/export?target=mongodb", "", Role.OPERATOR),
        409,
        "backup.not-taken",
        "");
    assertProblem(
        service.post("/api/v1/restores", "{\"backup\":\"" + running + "\"}"),
        409,
        "backup.not-taken",
        "");
    assertProblem(service.call("DELETE", path, "", Role.OPERATOR), 409, "backup.in-use", "");
    assertThat(service.post(path + "/cancel", "").status()).isEqualTo(202);
    assertThat(service.post(path + "/cancel", "").status()).as("said twice").isEqualTo(202);
    go.countDown();
    // The cancel arrives while pg_dump runs and is killed, which is no failure.
    assertThat(service.ended(path).get("state").asText()).isEqualTo("cancelled");
    assertProblem(service.post(path + "/cancel", ""), 409, "job.finished", "");
    assertProblem(service.post(path + "/verify", ""), 409, "backup.not-taken", "");
    assertProblem(
        service.call("DELETE", "/api/v1/backups/latest", "", Role.OPERATOR),
        409,
        "backup.id-needed",
        "");
  }

  @Test
  void aConfirmationThatArrivesAgainIsTheSameRestore() {
    String body = "{\"backup\":\"" + backup + "\",\"targets\":[\"mongodb\"]}";
    String confirmation = service.confirmation(body);
    List<Answer> answers =
        Stream.generate(() -> confirmation)
            .limit(6)
            .parallel()
            .map(each -> service.post("/api/v1/restores", each))
            .toList();
    String id = answers.getFirst().body().get("id").asText();
    assertThat(answers).allMatch(answer -> answer.status() == 202);
    assertThat(answers).allMatch(answer -> answer.body().get("id").asText().equals(id));
    assertThat(service.ended("/api/v1/restores/" + id).get("state").asText())
        .isEqualTo("succeeded");
    Answer late = service.post("/api/v1/restores", confirmation);
    assertThat(late.body().get("id").asText()).as("also when it is over").isEqualTo(id);
    assertThat(late.body().get("state").asText()).isEqualTo("succeeded");
    assertProblem(
        service.post(
            "/api/v1/restores",
            confirmation.replace("\"targets\":[\"mongodb\"]", "\"targets\":[\"postgresql\"]")),
        409,
        "restore.plan-used",
        "");
    // To restore once more, one asks for a plan once more.
    String again = service.confirmed(body);
    assertThat(again).isNotEqualTo(id);
    service.ended("/api/v1/restores/" + again);
  }

  @Test
  void aRepeatedOrderWithAKeyIsOneBackup() {
    String body = "{\"targets\":[\"mongodb\"],\"label\":\"nightly\"}";
    List<Answer> answers =
        Stream.generate(() -> orderedWithKey("night-7", body)).limit(6).parallel().toList();
    assertThat(answers).as("%s", answers).allMatch(answer -> answer.status() == 202);
    String id = answers.getFirst().body().get("id").asText();
    assertThat(answers).allMatch(answer -> answer.body().get("id").asText().equals(id));
    service.ended("/api/v1/backups/" + id);

    assertThat(orderedWithKey("night-7", body).body().get("state").asText())
        .as("also when it is over")
        .isEqualTo("succeeded");
    assertProblem(
        orderedWithKey("night-7", body.replace("nightly", "weekly")),
        400,
        "idempotency.key-reused",
        "Idempotency-Key");
    assertProblem(
        orderedWithKey("k".repeat(256), body), 400, "idempotency.key-invalid", "Idempotency-Key");
    String other = orderedWithKey("night-8", body).body().get("id").asText();
    assertThat(other).isNotEqualTo(id);
    service.ended("/api/v1/backups/" + other);
  }

  private Answer orderedWithKey(String key, String body) {
    return service.call(
        "POST", "/api/v1/backups", body, Role.OPERATOR, Map.of("Idempotency-Key", key));
  }

  @Test
  void ofTwoRestoresAtOnceOneIsRefusedAndBackupsQueue() throws InterruptedException {
    String body = "{\"backup\":\"" + backup + "\",\"targets\":[\"mongodb\"]}";
    halt("backup:dumped:mongodb");
    String running = service.ordered("/api/v1/backups", "{\"targets\":[\"mongodb\"]}");
    assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
    String other = service.confirmation(body);
    String restore = service.confirmed(body);
    String later = service.ordered("/api/v1/backups", "{\"targets\":[\"mongodb\"]}");

    assertProblem(service.post("/api/v1/restores", other), 409, "restore.in-progress", "");
    JsonNode waiting = service.get("/api/v1/restores/" + restore);
    assertThat(waiting.get("state").asText()).isEqualTo("queued");
    assertThat(waiting.get("waits_for").toString()).isEqualTo("[\"" + running + "\"]");
    assertThat(service.get("/api/v1/backups/" + later).get("waits_for").toString())
        .isEqualTo("[\"" + restore + "\"]");

    go.countDown();
    assertThat(service.ended("/api/v1/backups/" + running).get("state").asText())
        .isEqualTo("succeeded");
    JsonNode restored = service.ended("/api/v1/restores/" + restore);
    assertThat(restored.get("state").asText()).as("%s", restored).isEqualTo("succeeded");
    assertThat(service.ended("/api/v1/backups/" + later).get("state").asText())
        .isEqualTo("succeeded");
  }
}
