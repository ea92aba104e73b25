package io.orchestratex.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The daily full backup, on the day when Berlin's clock leaps over the time that it is due at. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DailyBackupTest {

  private static final String DAILY = "/api/v1/schedules/daily-full-backup";
  private static final Instant DUE = Instant.parse("2025-03-30T01:00:00Z");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private SampleData data;

  @BeforeAll
  void prepare() {
    data = new SampleData();
  }

  @AfterAll
  void remove() {
    data.close();
  }

  private RunningBackupService service(String suffix, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("test.clock", DUE.minus(Duration.ofHours(13)).toString());
    settings.put("orchestratex.schedule.poll", "50ms");
    return new RunningBackupService(suffix, folder.resolve(suffix), data.database, settings);
  }

  private static JsonNode awaitJob(RunningBackupService service) {
    await("job of the schedule")
        .atMost(LIMIT)
        .until(() -> service.get(DAILY).at("/last/job_state").asText().equals("succeeded"));
    return service.get("/api/v1/backups/" + service.get(DAILY).at("/last/job").asText());
  }

  @Test
  void oneSettingTurnsItOn() {
    try (RunningBackupService service =
        service(
            "dailyon",
            Map.of(
                "orchestratex.backup.schedule.daily.enabled", true,
                "orchestratex.backup.schedule.daily.cron", "30 2 * * *",
                "orchestratex.backup.schedule.daily.zone", "Europe/Berlin"))) {
      JsonNode daily = service.get(DAILY);
      assertThat(daily.path("state").asText()).isEqualTo("active");
      assertThat(daily.path("zone").asText()).isEqualTo("Europe/Berlin");
      assertThat(daily.path("next_due").path(0).asText()).isEqualTo("2025-03-30T03:00:00+02:00");

      service.bean(MovedClock.class).set(DUE);
      JsonNode backup = awaitJob(service);

      assertThat(backup.path("requested_by").asText()).isEqualTo("schedule:daily-full-backup");
      assertThat(backup.path("label").asText()).isEqualTo("daily");
      assertThat(backup.path("parts")).hasSize(2);
      assertThat(backup.path("verified").asBoolean()).isTrue();
      String requested =
          new String(
              TestTopics.of(Topics.BACKUP, backup.path("id").asText(), 1).getFirst().value(),
              UTF_8);
      assertThat(requested).contains("\"requested_by\":\"schedule:daily-full-backup\"");
      assertThat(service.get(DAILY + "/history").at("/paging/total").asInt()).isEqualTo(1);
    }
  }

  @Test
  void oneCallTurnsItOn() {
    try (RunningBackupService service = service("dailyoff", Map.of())) {
      JsonNode off = service.get(DAILY);
      assertThat(off.path("state").asText()).isEqualTo("paused");
      assertThat(off.path("next_due")).isEmpty();

      JsonNode on = service.post(DAILY + "/resume", "").body();
      assertThat(on.path("state").asText()).isEqualTo("active");
      assertThat(on.path("next_due").path(0).asText()).isEqualTo("2025-03-30T02:00:00Z");

      Answer run = service.post(DAILY + "/run", "");
      assertThat(run.status()).isEqualTo(202);
      JsonNode backup = service.ended("/api/v1/backups/" + run.body().path("job").asText());
      assertThat(backup.path("requested_by").asText()).isEqualTo("ann");
      assertThat(service.call("DELETE", DAILY, "", Role.OPERATOR).code())
          .isEqualTo("schedule.declared");
      refusesSettingsThatCannotBe(service);
    }
  }

  private static void refusesSettingsThatCannotBe(RunningBackupService service) {
    Answer wrong =
        service.post(
            "/api/v1/schedules",
            """
            {"id": "hourly", "action": "full-backup", "cron": "0 * * * *",
             "settings": {"targets": ["mongodb", "oracle"], "label": "", "size": 1}}\
            """);
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.pointers())
        .as("%s", wrong.body())
        .containsExactlyInAnyOrder("/settings/targets/1", "/settings/label", "/settings/size");
  }

  @Test
  void aSettingThatIsNoCronExpressionStopsTheStart() {
    for (String wrong : List.of("at night", "0 0 30 2 *")) {
      assertThatThrownBy(
              () -> service("dailybad", Map.of("orchestratex.backup.schedule.daily.cron", wrong)))
          .as(wrong)
          .hasStackTraceContaining("orchestratex.backup.schedule.daily.cron");
    }
    assertThatThrownBy(
            () -> service("dailybad", Map.of("orchestratex.backup.schedule.daily.zone", "Berlin")))
        .hasStackTraceContaining("orchestratex.backup.schedule.daily.zone");
  }
}
