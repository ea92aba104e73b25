package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.TestService.Answer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Restores under other names or into other servers, next to what is live. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RestoringElsewhere {

  static final String RESTORES = "/api/v1/restores";

  @TempDir static Path folder;
  SampleData data;
  RunningBackupService service;
  String backup = "";
  String copy = "";

  @BeforeAll
  void start() {
    data = new SampleData();
    copy = data.database + "_copy";
    service =
        new RunningBackupService(
            getClass().getSimpleName().toLowerCase(Locale.ROOT),
            folder,
            data.database + "*",
            Map.of(
                "orchestratex.backup.target-list.refresh", "100ms",
                "orchestratex.backup.restore.own-databases", "session-service=" + data.database,
                "orchestratex.backup.targets.away.engine", "postgresql",
                "orchestratex.backup.targets.away.uri", "postgresql://ox:ox@127.0.0.1:1/postgres",
                "orchestratex.backup.maintenance.lease", "1s",
                "orchestratex.backup.maintenance.lead", "10ms"));
    backup = service.backedUp("{\"targets\":[\"mongodb\",\"postgresql\"]}").get("id").asText();
  }

  @AfterEach
  void clear() {
    ObserverRelay.watching = (job, point) -> {};
    data.mongo(copy).drop();
    data.sql("", "DROP DATABASE IF EXISTS " + copy + " WITH (FORCE)");
  }

  @AfterAll
  void stop() {
    service.close();
    data.close();
  }

  String body(String target, String more) {
    return "{\"backup\":\"%s\",\"targets\":[\"%s\"]%s}".formatted(backup, target, more);
  }

  String renamed() {
    return ",\"as\":{\"" + data.database + "\":\"" + copy + "\"}";
  }

  JsonNode plan(String body) {
    Answer answer = service.post(RESTORES, body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().get("plan");
  }

  static void assertSucceeded(JsonNode restore) {
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(restore.at("/report/equal").asBoolean()).as("%s", restore).isTrue();
  }

  void assertRefused(String body, String pointer) {
    Answer answer = service.post(RESTORES, body);
    assertThat(answer.status()).as("%s: %s", body, answer.body()).isEqualTo(400);
    assertThat(answer.pointers()).as("%s: %s", body, answer.body()).containsExactly(pointer);
  }
}
