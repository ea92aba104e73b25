package io.orchestratex.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Policies from their preset to the removal of their backups; the test moves the time. */
@LongRunning("takes some twenty backups, as the times of eleven policies pass")
class PolicyJourneyTest extends CleanupCases {

  @Test
  void presetsShowTheirNextTimesAcrossTheChangeOfTheClock() {
    assertThat(presets.findValuesAsText("name"))
        .containsExactly("development", "production", "mem0", "agent", "jupiter");
    JsonNode development = presets.get(0);
    assertThat(development.get("keep")).hasToString("{\"last\":7}");
    assertThat(development.get("cleanup").asText()).isEqualTo("weekly");
    assertThat(development.at("/next_runs/0").asText()).isEqualTo("2026-10-24T03:00:00+02:00");
    assertThat(development.at("/next_runs/1").asText()).isEqualTo("2026-10-25T03:00:00+01:00");
    assertThat(development.get("next_runs")).hasSize(5);
    assertThat(development.at("/next_cleanups/0").asText()).isEqualTo("2026-10-25T04:30:00+01:00");
    JsonNode production = presets.get(1);
    assertThat(production.get("cron").asText()).isEqualTo("0 */6 * * *");
    assertThat(production.get("keep")).hasToString("{\"daily\":30,\"weekly\":13}");
    assertThat(production.get("not_yet")).hasSize(1);
    assertThat(production.get("verify").asText()).isEqualTo("weekly");
    assertThat(presets.findValuesAsText("drill"))
        .containsExactly("never", "monthly", "never", "never", "never");
    assertThat(presets.get(2).get("keep")).hasToString("{\"days\":30}");
    assertThat(presets.get(3).get("keep")).hasToString("{\"days\":7}");
    assertThat(presets.get(4).get("keep")).hasToString("{\"days\":7}");
  }

  @Test
  void takesBackupsAtItsTimesAndRemovesWhatNoRuleKeeps() {
    JsonNode made =
        created(
            """
            {"preset": "development", "name": "dev", "zone": "Europe/Berlin",
             "keep": {"last": 2}, "cleanup": "daily"}\
            """);
    assertThat(made.get("state").asText()).isEqualTo("active");
    assertThat(made.get("next_runs")).hasSize(5);
    String first = nextBackup("dev");
    JsonNode backup = service.get("/api/v1/backups/" + first);
    assertThat(backup.get("requested_by").asText()).isEqualTo("policy:dev");
    assertThat(backup.get("label").asText()).isEqualTo("dev");
    String second = nextBackup("dev");
    assertThat(planned("dev", first).at("/kept_by/0/rule").asText()).isEqualTo("last");

    String third = nextBackup("dev");
    awaitGone(first);

    assertThat(vault(first)).doesNotExist();
    assertThat(vault(second)).exists();
    assertThat(planned("dev", third).at("/kept_by/1/rule").asText()).isEqualTo("last_good");
    String expired = new String(TestTopics.of(Topics.BACKUP, first, 5).getLast().value(), UTF_8);
    assertThat(expired)
        .contains("\"policy\":\"dev\"", "\"reason\":\"No rule keeps it: it is 2 days old");
    await()
        .atMost(LIMIT)
        .until(() ->
            service.get(POLICIES + "/dev").at("/last_cleanup/state").asText().equals("succeeded"));
  }

  @Test
  void noBackupGetsOlderThanThePolicySays() {
    pass(Duration.ofHours(3));
    created("{\"name\": \"fresh\", \"max_age_minutes\": 60, \"keep\": {\"hourly\": 3}}");
    String mine = "/api/v1/backups?label=fresh&state=succeeded";
    await("first").atMost(LIMIT).until(() -> service.get(mine).at("/paging/total").asInt() == 1);
    for (int i = 2; i < 4; i++) {
      int backups = i;
      pass(Duration.ofMinutes(60));
      await("backup " + i)
          .atMost(LIMIT)
          .until(() -> service.get(mine).at("/paging/total").asInt() == backups);
    }
    JsonNode policy = service.get(POLICIES + "/fresh");
    assertThat(policy.get("next_runs")).isEmpty();
    assertThat(policy.get("schedules")).hasToString("[\"cleanup-fresh\"]");
  }

  @Test
  void aSkippedBackupIsNoticedAndItsEndToo() {
    created("{\"name\": \"skipped\", \"cron\": \"0 3 * * *\"}");
    service.post("/api/v1/schedules/policy-skipped/pause", "");
    pass(Duration.ofHours(26));
    await("overdue")
        .atMost(LIMIT)
        .until(() ->
            service.get(POLICIES + "/skipped").get("overdue").toString().equals("[\"ledger\"]"));
    String overdue = new String(TestTopics.of(Topics.BACKUP, LEDGER, 1).getLast().value(), UTF_8);
    assertThat(overdue).contains("\"policy\":\"skipped\"", "\"reason\":\"The");

    assertThat(service.post("/api/v1/schedules/policy-skipped/run", "").status()).isEqualTo(202);

    await("caught up")
        .atMost(LIMIT)
        .until(() -> service.get(POLICIES + "/skipped").get("overdue").isEmpty());
    await("event")
        .atMost(LIMIT)
        .until(() ->
            TestTopics.eventsOf(Topics.BACKUP, LEDGER).getLast().startsWith("backup.caught-up"));
  }

  @Test
  void itsSchedulesAreKeptByThePolicy() {
    created("{\"name\": \"mine\", \"cron\": \"0 3 * * *\", \"keep\": {\"last\": 1}}");
    String schedule = "/api/v1/schedules/policy-mine";
    Answer deleted = service.call("DELETE", schedule, "", Role.OPERATOR);
    assertThat(deleted.code()).isEqualTo("schedule.managed");
    assertThat(deleted.body().get("detail").asText()).contains("the backup policy mine");
    assertThat(service.call("PATCH", schedule, "{\"cron\": \"0 4 * * *\"}", Role.OPERATOR).code())
        .isEqualTo("schedule.managed");
    assertThat(
            service
                .post(
                    "/api/v1/schedules",
                    "{\"id\": \"x\", \"action\": \"policy-backup\", \"cron\": \"0 4 * * *\"}")
                .pointers())
        .containsExactly("/action");

    service.post(schedule + "/pause", "");
    assertThat(service.get(POLICIES + "/mine").get("state").asText()).isEqualTo("paused");
    assertThat(service.get(POLICIES + "/mine").get("next_runs")).isEmpty();
    Answer changed =
        service.call(
            "PUT",
            POLICIES + "/mine",
            "{\"cron\": \"0 5 * * *\", \"keep\": {}, \"version\": 1}",
            Role.OPERATOR);
    assertThat(changed.body().get("state").asText()).as("%s", changed.body()).isEqualTo("paused");
    assertThat(changed.body().get("schedules")).hasToString("[\"policy-mine\"]");
    assertThat(service.get(schedule).get("cron").asText()).isEqualTo("0 5 * * *");
    assertThat(service.call("PUT", POLICIES + "/mine", "{\"version\": 1}", Role.OPERATOR).code())
        .isEqualTo("policy.version-stale");

    assertThat(service.call("DELETE", POLICIES + "/mine", "", Role.OPERATOR).status())
        .isEqualTo(204);
    assertThat(service.call("GET", schedule, null, Role.OPERATOR).status()).isEqualTo(404);
    assertThat(service.call("GET", POLICIES + "/mine", null, Role.OPERATOR).code())
        .isEqualTo("policy.unknown");
  }

  @Test
  void refusesAPolicyFieldByField() {
    assertThat(
            service.post(POLICIES, "{\"name\": \"Bad Name\", \"keep\": {\"last\": 0}}").pointers())
        .containsExactlyInAnyOrder("/name", "/keep/last");
    Answer wrong =
        service.post(
            POLICIES,
            """
            {"name": "bad", "cron": "at night", "max_age_minutes": 15, "zone": "Berlin",
             "targets": ["ledger", "oracle"], "vault": "moon", "preset": "weekly"}\
            """);
    assertThat(wrong.pointers())
        .as("%s", wrong.body())
        .containsExactlyInAnyOrder(
            "/cron", "/max_age_minutes", "/zone", "/targets/1", "/vault", "/preset");
    assertThat(service.post(POLICIES, "{\"cron\": \"0 3 * * *\"}").pointers())
        .containsExactly("/name");
    assertThat(service.post(POLICIES, "{\"name\": \"x\", \"covers\": \"some\"}").status())
        .isEqualTo(400);
    created("{\"name\": \"once\"}");
    assertThat(service.post(POLICIES, "{\"name\": \"once\"}").code()).isEqualTo("policy.exists");
    assertThat(service.call("POST", POLICIES, "{\"name\": \"a\"}", Role.ANALYST).status())
        .isEqualTo(403);
    assertThat(service.call("GET", POLICIES + "/presets?zone=Moon", null, Role.ANALYST).status())
        .isEqualTo(400);
  }
}
