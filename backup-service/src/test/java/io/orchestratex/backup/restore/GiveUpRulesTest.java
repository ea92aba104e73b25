package io.orchestratex.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.Move.Phase;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobDecision;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobRules;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.Progress;
import io.orchestratex.backup.restore.RestoreDetails.MoveState;
import io.orchestratex.contracts.RestoreEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GiveUpRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T09:15:00Z");
  private static final String ID = "20261121_091500";
  private static final Move FIRST = move("rename shop.orders", Phase.SWITCH);
  private static final Move SECOND = move("rename shop.parts", Phase.SWITCH);
  private static final Move LAST = move("expire shop.orders", Phase.FOLLOW_UP);

  private static Move move(String id, Phase phase) {
    return new Move(id, id + " in place", phase, Map.of());
  }

  /** The first of two moves is made. */
  private static RestoreDetails halfway() {
    return RestoreDetails.begin(Selection.ALL, Map.of("t", List.of("shop.orders", "shop.parts")))
        .withSafety("20261121_091501")
        .withMoves(Phase.SWITCH, Map.of("t", List.of(FIRST, SECOND)))
        .withMoves(Phase.FOLLOW_UP, Map.of("t", List.of(LAST)))
        .withKeptUnder(Map.of("t", "collections that begin with ox_old_" + ID + "_ (previous)"))
        .withSwapping()
        .withState("t", FIRST, MoveState.APPLIED);
  }

  private static JobDecision givenUp(
      String phase, int attempt, RestoreDetails journal, @Nullable String pausedFor) {
    Job job =
        Job.queued(
                ID,
                new JobOrder(
                    RestoreJobRules.KIND, "backup", List.of("t"), null, "ann", null, "{}", null),
                NOW)
            .with(draft -> {
              draft.status = JobStatus.RUNNING;
              draft.phase = phase;
              draft.attempt = attempt;
            });
    return JobRules.giveUp(
        new RestoreJobRules(),
        new JobRecord(job, new Progress(0, 0, phase, ""), journal.toJson(), pausedFor),
        "bob",
        NOW);
  }

  private static JobDecision.Change left(JobDecision decision) {
    assertThat(decision).isInstanceOf(JobDecision.Change.class);
    return (JobDecision.Change) decision;
  }

  private static void assertRefused(JobDecision decision) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            JobDecision.Refusal.class,
            refusal -> assertThat(refusal.failure().code()).isEqualTo("job.nothing-to-give-up"));
  }

  @Test
  void whatHangsWhileDataMovesIsGivenUpAndSaysWhatItLeaves() {
    String left =
        "given up by bob; on t: noted as made (rename shop.orders), made or not (rename shop.parts),"
            + " still to be done (expire shop.orders), look for collections that begin with"
            + " ox_old_20261121_091500_ (previous); the previous data is also in backup"
            + " 20261121_091501";
    for (JobDecision decision :
        List.of(
            givenUp("swapping", 2, halfway(), null),
            givenUp("swapping", 1, halfway(), "There is no target t"),
            givenUp("rolling_back", 1, halfway().withRollingBack("unequal"), null))) {
      JobDecision.Change change = left(decision);

      assertThat(change.next().status()).isEqualTo(JobStatus.ROLLBACK_FAILED);
      assertThat(change.next().failure())
          .isEqualTo("Not rolled back, some data is restored and some is not: " + left);
      assertThat(change.events())
          .containsExactly(new RestoreEvent.RollbackFailed(ID, "backup", List.of("t"), left, NOW));
    }
  }

  @Test
  void whatLacksOnlyItsEndIsSaidToBeInPlace() {
    JobDecision.Change change =
        left(givenUp("swapping", 3, halfway().withConfirmed(), "There is no target t"));

    assertThat(change.next().status()).isEqualTo(JobStatus.FAILED);
    assertThat(change.next().failure())
        .startsWith(
            "All data is restored and in place, something remains to be done: given up by bob when all"
                + " data was in place; on t: ")
        .contains("still to be done (expire shop.orders)", "ox_old_20261121_091500_");
    assertThat(change.events())
        .singleElement()
        .isInstanceOfSatisfying(
            RestoreEvent.Interrupted.class,
            event -> assertThat(event.reason()).contains("in place; on t: "));
  }

  @Test
  void aJournalOfAnEarlierVersionNamesWhatItCan() {
    RestoreDetails before = halfway().withKeptUnder(Map.of());

    assertThat(left(givenUp("rolling_back", 1, before, null)).next().failure())
        .contains("look for names that begin with ox_ and hold " + ID);
  }

  @Test
  void whatEndsByItselfIsNotGivenUp() {
    for (String phase : List.of("verifying", "safety_backup", "restoring", "comparing")) {
      assertRefused(givenUp(phase, 4, halfway(), "MongoDB does not answer"));
    }
    assertRefused(givenUp("swapping", 1, halfway(), null));
    Job ended = left(givenUp("swapping", 2, halfway(), null)).next();
    assertRefused(
        JobRules.giveUp(
            new RestoreJobRules(),
            new JobRecord(ended, new Progress(0, 0, "", ""), halfway().toJson(), null),
            "bob",
            NOW));
  }
}
