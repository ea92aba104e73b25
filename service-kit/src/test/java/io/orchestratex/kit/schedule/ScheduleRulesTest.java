package io.orchestratex.kit.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.kit.schedule.ScheduleRules.Step;
import io.orchestratex.kit.schedule.ScheduleRun.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleRulesTest {

  private static final Duration MISSED_AFTER = Duration.ofMinutes(1);
  private static final Instant FIRST = Instant.parse("2026-06-01T02:00:00Z");

  private static Schedule schedule(String cron, MissedRuns missed, int limit) {
    return new Schedule(
        "s",
        "sample",
        Map.of(),
        CronTimes.of(cron, ZoneId.of("UTC")),
        missed,
        limit,
        false,
        FIRST,
        "ann",
        FIRST,
        FIRST,
        null);
  }

  private static Instant day(int day) {
    return FIRST.plus(Duration.ofDays(day - 1L));
  }

  /** Everything that is decided at a moment: the due times that order, and those that do not. */
  private record Decided(List<Instant> runs, List<ScheduleRun> skipped, Schedule next) {

    static Decided of(Schedule schedule, Instant now) {
      List<Instant> runs = new ArrayList<>();
      List<ScheduleRun> skipped = new ArrayList<>();
      Schedule next = schedule;
      for (Optional<Step> step = ScheduleRules.decide(next, now, MISSED_AFTER);
          step.isPresent();
          step = ScheduleRules.decide(next, now, MISSED_AFTER)) {
        skipped.addAll(step.get().skipped());
        Optional.ofNullable(step.get().run()).ifPresent(runs::add);
        next = step.get().next();
      }
      return new Decided(runs, skipped, next);
    }

    List<Instant> skippedTimes() {
      return skipped.stream().map(ScheduleRun::dueAt).toList();
    }
  }

  @Test
  void decidesNothingBeforeTheDueTime() {
    assertThat(
            ScheduleRules.decide(
                schedule("0 2 * * *", MissedRuns.ONCE, 10), FIRST.minusNanos(1), MISSED_AFTER))
        .isEmpty();
  }

  @Test
  void runsADueTimeThatHasJustComeUnderEachPolicy() {
    for (MissedRuns missed : MissedRuns.values()) {
      Decided decided = Decided.of(schedule("0 2 * * *", missed, 10), FIRST.plusSeconds(59));
      assertThat(decided.runs()).as("%s", missed).containsExactly(FIRST);
      assertThat(decided.skipped()).isEmpty();
      assertThat(decided.next().nextDue()).isEqualTo(day(2));
    }
  }

  @Test
  void skipsWhatWasMissed() {
    Decided decided =
        Decided.of(schedule("0 2 * * *", MissedRuns.SKIP, 10), day(4).plusSeconds(3600));

    assertThat(decided.runs()).isEmpty();
    assertThat(decided.skippedTimes()).containsExactly(day(1), day(2), day(3), day(4));
    assertThat(decided.skipped()).allMatch(run -> run.outcome() == Outcome.SKIPPED);
    assertThat(decided.next().nextDue()).isEqualTo(day(5));
  }

  @Test
  void skipsWhatWasMissedAndRunsWhatHasJustCome() {
    Decided decided =
        Decided.of(schedule("0 2 * * *", MissedRuns.SKIP, 10), day(4).plusSeconds(30));

    assertThat(decided.runs()).containsExactly(day(4));
    assertThat(decided.skippedTimes()).containsExactly(day(1), day(2), day(3));
  }

  @Test
  void runsOnceForAllThatWasMissed() {
    Decided decided =
        Decided.of(schedule("0 2 * * *", MissedRuns.ONCE, 10), day(4).plusSeconds(3600));

    assertThat(decided.runs()).containsExactly(day(4));
    assertThat(decided.skippedTimes()).containsExactly(day(1), day(2), day(3));
    assertThat(decided.next().nextDue()).isEqualTo(day(5));
  }

  @Test
  void runsAllThatWasMissedUpToTheLimit() {
    Decided decided =
        Decided.of(schedule("0 2 * * *", MissedRuns.ALL, 3), day(5).plusSeconds(3600));

    assertThat(decided.runs()).containsExactly(day(3), day(4), day(5));
    assertThat(decided.skippedTimes()).containsExactly(day(1), day(2));
    assertThat(decided.next().nextDue()).isEqualTo(day(6));
  }

  @Test
  void keepsABoundedHistoryOfAnUnboundedOutage() {
    Instant now = FIRST.plus(Duration.ofDays(400)).plusSeconds(30);
    Decided decided = Decided.of(schedule("* * * * *", MissedRuns.ONCE, 10), now);

    assertThat(decided.runs()).containsExactly(now.minusSeconds(30));
    assertThat(decided.skipped()).hasSize(ScheduleRules.ROWS);
    ScheduleRun older = decided.skipped().getFirst();
    assertThat(older.dueAt()).isEqualTo(FIRST);
    assertThat(older.lastDueAt()).isEqualTo(now.minusSeconds(30 + 60L * ScheduleRules.ROWS));
    assertThat(older.dueTimes()).isGreaterThan(40_000);
  }

  @Test
  void skipsWhatBecameDueDuringAPause() {
    Step step =
        ScheduleRules.resume(schedule("0 2 * * *", MissedRuns.ALL, 10), day(2).plusSeconds(1));

    assertThat(step.run()).isNull();
    assertThat(step.skipped()).extracting(ScheduleRun::dueAt).containsExactly(day(1), day(2));
    assertThat(step.skipped())
        .extracting(ScheduleRun::detail)
        .containsOnly("the schedule was paused");
    assertThat(step.next().nextDue()).isEqualTo(day(3));
  }

  @Test
  void endsWhenNoTimeComesAnyMore() {
    Schedule last = schedule("0 0 30 2 *", MissedRuns.ONCE, 10);
    Decided decided = Decided.of(last, FIRST);

    assertThat(decided.runs()).containsExactly(FIRST);
    assertThat(decided.next().nextDue()).isNull();
  }
}
