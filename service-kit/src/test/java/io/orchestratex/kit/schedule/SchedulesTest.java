package io.orchestratex.kit.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.context.ApplicationContext;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.schedule.ScheduledService.SampleAction;
import io.orchestratex.kit.schedule.ScheduledService.SampleAction.Trouble;
import io.orchestratex.kit.schedule.ScheduledService.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Schedules of several processes on the real PostgreSQL; the clock is moved, never waited for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchedulesTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** The day before Berlin's clock is put back. */
  private static final Instant START = Instant.parse("2025-10-25T10:00:00Z");

  private Instant begun = START;

  private ScheduledService service;
  private ApplicationContext replica;

  @BeforeAll
  void start() {
    SettableClock.set(START);
    service = new ScheduledService();
    service.start();
    replica = service.replica();
    service.execute(
        "CREATE TABLE sample_jobs (id text PRIMARY KEY, schedule text, requested_by text)");
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @BeforeEach
  void reset() {
    service.execute("DELETE FROM schedules");
    service.execute("UPDATE schedule_pause SET paused = false");
    service.execute("DELETE FROM sample_jobs");
    SampleAction.TROUBLE.set(Trouble.NONE);
    // Time never goes back, as each process waits for a moment that it computed.
    SettableClock.advance(Duration.ofHours(26));
    begun = service.bean(SettableClock.class).instant();
  }

  /** The due times since the test began. */
  private Instant day(int day) {
    return CronTimes.of("30 2 * * *", BERLIN).after(begun, day).getLast();
  }

  @Test
  void showsWhenItIsDueAndWhatCameOfIt() {
    service.daily("shown", "once");

    JsonNode before = service.shown("/shown");
    assertThat(before.path("state").asText()).isEqualTo("active");
    assertThat(before.path("zone").asText()).isEqualTo("Europe/Berlin");
    assertThat(before.path("next_due"))
        .extracting(JsonNode::asText)
        .containsExactly(inBerlin(day(1)), inBerlin(day(2)), inBerlin(day(3)));
    assertThat(before.has("last")).isFalse();

    SettableClock.set(day(1));
    service.awaitAlarm("shown", day(2));
    JsonNode last = service.shown("/shown").path("last");
    assertThat(last.path("outcome").asText()).isEqualTo("ordered");
    assertThat(last.path("due_at").asText()).isEqualTo(day(1).toString());
    assertThat(last.path("job").asText()).isEqualTo(service.jobs("shown").getFirst());
    assertThat(last.path("job_state").asText()).isEqualTo("succeeded");
    assertThat(last.path("requested_by").asText()).isEqualTo("schedule:shown");
    assertThat(service.shown("?limit=1").at("/paging/total").asInt()).isEqualTo(1);
  }

  private static String inBerlin(Instant at) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atZone(BERLIN));
  }

  @Test
  void aDueTimeOrdersOneJobHoweverManyProcessesDecideItAtOnce() throws Exception {
    service.daily("crowd", "once");
    List<ScheduleRunner> runners =
        List.of(service.bean(ScheduleRunner.class), replica.getBean(ScheduleRunner.class));
    int threads = 8;
    for (int day = 1; day <= 5; day++) {
      SettableClock.set(day(day));
      CyclicBarrier together = new CyclicBarrier(threads);
      try (ExecutorService callers = Executors.newFixedThreadPool(threads)) {
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          ScheduleRunner runner = runners.get(thread % runners.size());
          all.add(
              callers.submit(() -> {
                together.await(20, TimeUnit.SECONDS);
                runner.run("crowd");
                return null;
              }));
        }
        for (Future<?> each : all) {
          each.get(30, TimeUnit.SECONDS);
        }
      }
      service.awaitAlarm("crowd", day(day + 1));
      assertThat(service.jobs("crowd")).hasSize(day);
    }
  }

  @Test
  void aProcessThatWasKilledBeforeItsJobLosesNothing() {
    service.daily("before", "once");
    service.awaitAlarm("before", day(1));
    // What a process leaves that was killed after it took the alarm and before it committed.
    service.execute(
        "UPDATE schedule_alarms SET picked = true, picked_by = 'killed', last_heartbeat = '"
            + day(1)
            + "' WHERE task_instance = 'before'");

    SettableClock.set(day(1).plusSeconds(5));
    service.awaitAlarm("before", day(2));

    assertThat(service.jobs("before")).hasSize(1);
    assertThat(service.outcomes("before")).containsExactly(day(1) + " ordered");
  }

  @Test
  void aProcessThatWasKilledAfterItsJobDoublesNothing() {
    service.daily("after", "once");
    SettableClock.set(day(1));
    service.awaitAlarm("after", day(2));
    // What a process leaves that was killed after it committed and before it set the next alarm.
    service.execute(
        "UPDATE schedule_alarms SET execution_time = '"
            + day(1)
            + "', picked = true, picked_by = 'killed', last_heartbeat = '"
            + day(1)
            + "' WHERE task_instance = 'after'");

    SettableClock.set(day(1).plusSeconds(5));
    service.awaitAlarm("after", day(2));

    assertThat(service.jobs("after")).hasSize(1);
    assertThat(service.outcomes("after")).containsExactly(day(1) + " ordered");
  }

  @Test
  void aConnectionThatBreaksBetweenJobAndDueTimeTakesBothBack() {
    service.daily("broken", "once");
    SampleAction.TROUBLE.set(Trouble.CONNECTION_LOST);

    SettableClock.set(day(1));
    service.awaitAlarm("broken", day(2));

    assertThat(service.jobs("broken")).hasSize(1);
    assertThat(service.outcomes("broken")).containsExactly(day(1) + " ordered");
  }

  @Test
  void anAlarmThatWasLostIsSetAgain() {
    service.daily("lost", "once");
    service.awaitAlarm("lost", day(1));
    service.execute("DELETE FROM schedule_alarms WHERE task_instance = 'lost'");

    SettableClock.advance(Duration.ofSeconds(11));
    service.awaitAlarm("lost", day(1));
  }

  @Test
  void makesUpForMissedDueTimesAsItsPolicySays() {
    service.daily("skips", "skip");
    service.daily("runs-once", "once");
    service.daily("runs-all", "all");

    SettableClock.set(day(4).plus(Duration.ofHours(3)));
    for (String id : List.of("skips", "runs-once", "runs-all")) {
      service.awaitAlarm(id, day(5));
    }

    assertThat(service.jobs("skips")).isEmpty();
    assertThat(service.outcomes("skips"))
        .containsExactly(
            day(4) + " skipped", day(3) + " skipped", day(2) + " skipped", day(1) + " skipped");
    assertThat(service.jobs("runs-once")).containsExactly("schedule runs-once " + day(4));
    assertThat(service.outcomes("runs-once"))
        .containsExactly(
            day(4) + " ordered", day(3) + " skipped", day(2) + " skipped", day(1) + " skipped");
    assertThat(service.jobs("runs-all"))
        .containsExactly("schedule runs-all " + day(3), "schedule runs-all " + day(4));
  }

  @Test
  void aPausedScheduleSkipsAndGoesOnWithTheNextDueTime() {
    service.daily("paused", "all");
    assertThat(service.ok("POST", "/paused/pause", "").path("state").asText()).isEqualTo("paused");
    assertThat(service.shown("/paused").path("next_due")).isEmpty();

    SettableClock.set(day(2).plusSeconds(1));
    service.awaitNoAlarm("paused");
    JsonNode resumed = service.ok("POST", "/paused/resume", "");

    assertThat(resumed.path("state").asText()).isEqualTo("active");
    assertThat(service.outcomes("paused"))
        .containsExactly(day(2) + " skipped", day(1) + " skipped");
    SettableClock.set(day(3));
    service.awaitAlarm("paused", day(4));
    assertThat(service.jobs("paused")).containsExactly("schedule paused " + day(3));
  }

  @Test
  void allArePausedAndResumedAndWhoWasPausedAloneStaysSo() {
    service.daily("one", "all");
    service.daily("two", "all");
    service.ok("POST", "/two/pause", "");
    service.ok("POST", "/pause", "");
    assertThat(service.shown("/one").path("state").asText()).isEqualTo("all_paused");
    assertThat(service.shown("/two").path("state").asText()).isEqualTo("paused");

    SettableClock.set(day(1).plusSeconds(1));
    service.awaitNoAlarm("one");
    service.ok("POST", "/resume", "");

    assertThat(service.outcomes("one")).containsExactly(day(1) + " skipped");
    assertThat(service.shown("/two").path("state").asText()).isEqualTo("paused");
    SettableClock.set(day(2));
    service.awaitAlarm("one", day(3));
    assertThat(service.jobs("one")).hasSize(1);
    assertThat(service.jobs("two")).isEmpty();
  }

  @Test
  void runsNowInTheNameOfTheCallerAlsoWhilePaused() {
    service.daily("now", "once");
    service.ok("POST", "/now/pause", "");

    JsonNode first = service.ok("POST", "/now/run", "");
    JsonNode second = service.ok("POST", "/now/run", "");

    assertThat(first.path("cause").asText()).isEqualTo("manual");
    assertThat(first.path("requested_by").asText()).isEqualTo("ann");
    assertThat(service.jobs("now"))
        .containsExactlyInAnyOrder(first.path("job").asText(), second.path("job").asText());
    assertThat(service.shown("/now/history").at("/paging/total").asInt()).isEqualTo(2);
  }

  @Test
  void anOrderThatIsRefusedStandsInTheHistoryAndTheNextDueTimeComes() {
    service.daily("refused", "once");
    SampleAction.TROUBLE.set(Trouble.REFUSED);
    SettableClock.set(day(1));
    service.awaitAlarm("refused", day(2));

    JsonNode last = service.shown("/refused").path("last");
    assertThat(last.path("outcome").asText()).isEqualTo("failed");
    assertThat(last.path("detail").asText()).isEqualTo("There is no sample.");
    assertThat(service.jobs("refused")).isEmpty();
    assertThat(service.asked("POST", "/refused/run", "").code()).isEqualTo("sample.refused");

    SampleAction.TROUBLE.set(Trouble.NONE);
    SettableClock.set(day(2));
    service.awaitAlarm("refused", day(3));
    assertThat(service.jobs("refused")).hasSize(1);
  }

  @Test
  void anOrderThatCannotBeTakenNowIsTriedAgain() {
    service.daily("away", "once");
    SampleAction.TROUBLE.set(Trouble.AWAY);
    SettableClock.set(day(1));
    service.awaitRefusal("away", day(1));
    assertThat(service.outcomes("away")).isEmpty();

    SampleAction.TROUBLE.set(Trouble.NONE);
    SettableClock.advance(Duration.ofSeconds(6));
    service.awaitAlarm("away", day(2));
    assertThat(service.outcomes("away")).containsExactly(day(1) + " ordered");
  }

  @Test
  void aChangeOfTheTimesCountsAtOnce() {
    service.daily("changed", "once");
    service.awaitAlarm("changed", day(1));

    JsonNode changed =
        service.ok("PATCH", "/changed", "{\"cron\": \"0 13 * * *\", \"zone\": \"Asia/Kolkata\"}");

    Instant next = CronTimes.of("0 13 * * *", ZoneId.of("Asia/Kolkata")).after(begun).orElseThrow();
    assertThat(changed.path("next_due").path(0).asText()).endsWith("T13:00:00+05:30");
    assertThat(changed.path("missed").asText()).isEqualTo("once");
    service.awaitAlarm("changed", next);
    service.ok("DELETE", "/changed", "");
    assertThat(service.asked("GET", "/changed", "").status()).isEqualTo(404);
  }

  @Test
  void namesEachFieldThatIsWrong() {
    Answer answer =
        service.asked(
            "POST",
            "",
            """
            {"id": "wrong", "action": "sample", "settings": {"colour": "red"},
             "cron": "61 2 * * *", "zone": "Europe/Berlinn"}\
            """);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("schedule.invalid");
    assertThat(answer.pointers()).containsExactlyInAnyOrder("/cron", "/zone", "/settings/colour");
    assertThat(answer.body().path("detail").asText()).contains("61", "Europe/Berlin or UTC");
    assertThat(
            service
                .asked("POST", "", "{\"id\": \"a\", \"action\": \"x\", \"cron\": \"0 0 30 2 *\"}")
                .pointers())
        .containsExactlyInAnyOrder("/action", "/cron");
    assertThat(service.asked("POST", "", "{\"id\": \"A b\", \"action\": \"sample\"}").pointers())
        .containsExactlyInAnyOrder("/id", "/cron");
  }

  @Test
  void refusesWhatCannotBe() {
    service.daily("taken", "once");
    String again = "{\"id\": \"taken\", \"action\": \"sample\", \"cron\": \"0 2 * * *\"}";
    assertThat(service.asked("POST", "", again).code()).isEqualTo("schedule.exists");
    for (String wrong : List.of("x", "0 0 30 2 *")) {
      assertThat(service.asked("PATCH", "/taken", "{\"cron\": \"" + wrong + "\"}").pointers())
          .as(wrong)
          .containsExactly("/cron");
    }
    assertThat(service.asked("POST", "/none/run", "").code()).isEqualTo("schedule.unknown");
    assertThat(service.asked("GET", "?state=x", "").code()).isEqualTo("filter.unknown");

    assertThat(service.call("GET", ScheduledService.SCHEDULES, "", Role.ANALYST).status())
        .isEqualTo(200);
    assertThat(
            service
                .call("POST", ScheduledService.SCHEDULES + "/taken/run", "", Role.ANALYST)
                .status())
        .isEqualTo(403);
    assertThat(service.call("GET", ScheduledService.SCHEDULES, "", Role.AGENT).status())
        .isEqualTo(403);
    assertThat(service.call("GET", ScheduledService.SCHEDULES, "", "").status()).isEqualTo(401);
  }

  @Test
  void theServicesOwnScheduleIsMadeOnceAndKeepsWhatCallersChange() {
    String path = "/nightly";
    declared("0 3 * * *", false);
    JsonNode made = service.shown(path);
    assertThat(made.path("state").asText()).isEqualTo("paused");
    assertThat(made.path("declared").asBoolean()).isTrue();

    service.ok("POST", path + "/resume", "");
    declared("0 3 * * *", false);
    assertThat(service.shown(path).path("state").asText())
        .as("a start changes nothing")
        .isEqualTo("active");

    declared("0 4 * * *", true);
    assertThat(service.shown(path).path("cron").asText()).isEqualTo("0 4 * * *");
    assertThat(service.shown(path).path("next_due").path(0).asText()).contains("T04:00:00");
  }

  private void declared(String cron, boolean enabled) {
    try (ApplicationContext start =
        service.run(Map.of("test.declared.cron", cron, "test.declared.enabled", enabled))) {
      assertThat(start.getBean(Schedules.class).get("nightly").schedule().id())
          .isEqualTo("nightly");
    }
  }
}
