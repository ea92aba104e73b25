package io.orchestratex.backup.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.capture.BackupJobRules;
import io.orchestratex.backup.capture.VerifyJobRules;
import io.orchestratex.backup.restore.RestoreJobRules;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.RestoreEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T09:15:00Z");
  private static final Duration LEASE = Duration.ofSeconds(8);

  private static final JobKind BACKUP = new BackupJobRules();
  private static final JobKind VERIFY = new VerifyJobRules();
  private static final JobKind RESTORE = new RestoreJobRules();
  private static final JobKinds KINDS = new JobKinds(List.of(BACKUP, VERIFY, RESTORE));

  private static Job queued(JobKind kind) {
    String subject = kind == BACKUP ? "" : "20261120_000000";
    return JobRules.order(
            kind,
            "20261121_091500",
            new JobOrder(kind.name(), subject, List.of("mongodb"), null, "ann", null, "{}", null),
            NOW)
        .next();
  }

  private static JobKind kind(Job job) {
    return KINDS.get(job.kind());
  }

  private static Job claimed(JobKind kind) {
    return change(queued(kind), new JobCommand.Claim("w1", LEASE), NOW).next();
  }

  private static JobDecision.Change change(Job job, JobCommand command, Instant now) {
    return (JobDecision.Change) JobRules.decide(kind(job), job, command, now);
  }

  private static String refusal(Job job, JobCommand command, Instant now) {
    return ((JobDecision.Refusal) JobRules.decide(kind(job), job, command, now)).failure().code();
  }

  @Test
  void aBackupIsAboutItself() {
    assertThat(queued(BACKUP).subject()).isEqualTo("20261121_091500");
    assertThat(queued(RESTORE).subject()).isEqualTo("20261120_000000");
  }

  @Test
  void aClaimCountsAttemptsAndTellsOfIt() {
    JobDecision.Change change = change(queued(BACKUP), new JobCommand.Claim("w1", LEASE), NOW);

    assertThat(change.next().attempt()).isEqualTo(1);
    assertThat(change.next().leaseUntil()).isEqualTo(NOW.plus(LEASE));
    assertThat(change.events()).containsExactly(new BackupEvent.Started("20261121_091500", 1, NOW));
  }

  @Test
  void nobodyTakesAJobWhoseWorkerIsHeardOf() {
    assertThat(refusal(claimed(BACKUP), new JobCommand.Claim("w2", LEASE), NOW))
        .isEqualTo("job.taken");
  }

  @Test
  void aJobOfADeadWorkerIsTakenAgainAndTheDeadOneRefused() {
    Instant later = NOW.plusSeconds(9);
    Job again = change(claimed(BACKUP), new JobCommand.Claim("w2", LEASE), later).next();

    assertThat(again.attempt()).isEqualTo(2);
    assertThat(
            refusal(
                again,
                new JobCommand.Finish(
                    1, new JobOutcome.Succeeded(new BackupJobRules.Taken(1, 1, 1, List.of()))),
                later))
        .isEqualTo("job.superseded");
  }

  @Test
  void aQueuedJobIsCancelledAtOnceAndARunningOneIsAsked() {
    assertThat(change(queued(BACKUP), new JobCommand.RequestCancel("bob"), NOW).events())
        .containsExactly(new BackupEvent.Cancelled("20261121_091500", "bob", NOW));
    Job asked = change(claimed(BACKUP), new JobCommand.RequestCancel("bob"), NOW).next();
    assertThat(asked.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(asked.cancelRequestedBy()).isEqualTo("bob");
  }

  @Test
  void aRestoreThatMovesDataCannotBeCancelled() {
    Job swapping = change(claimed(RESTORE), new JobCommand.Enter(1, "swapping"), NOW).next();

    assertThat(refusal(swapping, new JobCommand.RequestCancel("bob"), NOW))
        .isEqualTo("restore.too-late-to-cancel");
  }

  @Test
  void aCancelThatWasAcceptedIsObeyed() {
    for (JobKind kind : List.of(BACKUP, RESTORE)) {
      Job asked = change(claimed(kind), new JobCommand.RequestCancel("bob"), NOW).next();
      JobResult result =
          kind == BACKUP
              ? new BackupJobRules.Taken(1, 1, 1, List.of())
              : new RestoreJobRules.Restored(1, List.of());

      assertThat(refusal(asked, new JobCommand.Enter(1, "swapping"), NOW))
          .isEqualTo("job.cancelled");
      assertThat(refusal(asked, new JobCommand.Finish(1, new JobOutcome.Succeeded(result)), NOW))
          .isEqualTo("job.cancelled");
      assertThat(
              change(asked, new JobCommand.Finish(1, new JobOutcome.Cancelled()), NOW)
                  .next()
                  .status())
          .isEqualTo(JobStatus.CANCELLED);
    }
  }

  @Test
  void aRestoreThatDeviatesSaysSoInAnEventOfItsOwn() {
    List<String> names = IntStream.range(0, 25).mapToObj(i -> "index " + i).toList();
    Job job = claimed(RESTORE);

    assertThat(
            change(
                    job,
                    new JobCommand.Finish(
                        1, new JobOutcome.Succeeded(new RestoreJobRules.Restored(7, names))),
                    NOW)
                .events())
        .containsExactly(
            new RestoreEvent.Succeeded("20261121_091500", "20261120_000000", 7, 0, 25, NOW),
            new RestoreEvent.Deviated(
                "20261121_091500",
                "20261120_000000",
                List.of("mongodb"),
                names.subList(0, 20),
                25,
                NOW));
    assertThat(
            change(
                    job,
                    new JobCommand.Finish(
                        1, new JobOutcome.Succeeded(new RestoreJobRules.Restored(7, List.of()))),
                    NOW)
                .events())
        .containsExactly(
            new RestoreEvent.Succeeded("20261121_091500", "20261120_000000", 7, 0, 0, NOW));
  }

  @Test
  void pausesGrowUpToAMinute() {
    JobSettings settings =
        new JobSettings(
            1, Duration.ofMillis(500), Duration.ofSeconds(1), LEASE, 5, Duration.ofSeconds(5));

    assertThat(settings.pauseAfter(1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.pauseAfter(3)).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.pauseAfter(1_000)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aRestoreWhoseWorkerDiedWhileMovingStaysUncancellable() {
    Job swapping = change(claimed(RESTORE), new JobCommand.Enter(1, "swapping"), NOW).next();
    Job again = change(swapping, new JobCommand.Claim("w2", LEASE), NOW.plusSeconds(60)).next();

    assertThat(again.phase()).isEqualTo("swapping");
  }

  @Test
  void whatHasEndedStaysAsItIs() {
    Job done =
        change(claimed(BACKUP), new JobCommand.Finish(1, new JobOutcome.Failed("disk full")), NOW)
            .next();

    assertThat(done.failure()).isEqualTo("disk full");
    assertThat(refusal(done, new JobCommand.RequestCancel("bob"), NOW)).isEqualTo("job.finished");
    assertThat(refusal(done, new JobCommand.Claim("w2", LEASE), NOW.plusSeconds(60)))
        .isEqualTo("job.taken");
  }

  @Test
  void tellsHowAJobEnded() {
    assertThat(
            change(
                    claimed(BACKUP),
                    new JobCommand.Finish(
                        1, new JobOutcome.Succeeded(new BackupJobRules.Taken(10, 5, 5, List.of()))),
                    NOW.plusSeconds(2))
                .events())
        .containsExactly(
            new BackupEvent.Succeeded(
                "20261121_091500",
                List.of("mongodb"),
                10,
                5,
                2000,
                true,
                "complete",
                NOW.plusSeconds(2)),
            new BackupEvent.Verified("20261121_091500", 5, NOW.plusSeconds(2)));
    assertThat(
            change(
                    claimed(BACKUP),
                    new JobCommand.Finish(
                        1,
                        new JobOutcome.Succeeded(
                            new BackupJobRules.Taken(10, 5, 5, List.of("mongodb: a.b: gone.")))),
                    NOW.plusSeconds(2))
                .events())
        .as("a partial backup is never a silent success")
        .contains(
            new BackupEvent.Succeeded(
                "20261121_091500",
                List.of("mongodb"),
                10,
                5,
                2000,
                true,
                "partial",
                NOW.plusSeconds(2)),
            new BackupEvent.Partial(
                "20261121_091500",
                List.of("mongodb"),
                List.of("mongodb: a.b: gone."),
                1,
                NOW.plusSeconds(2)));
    assertThat(
            change(claimed(VERIFY), new JobCommand.Finish(1, new JobOutcome.Failed("cut")), NOW)
                .events())
        .containsExactly(new BackupEvent.VerificationFailed("20261120_000000", "cut", NOW));
    assertThat(
            change(
                    claimed(RESTORE),
                    new JobCommand.Finish(1, new JobOutcome.RolledBack("unequal")),
                    NOW)
                .events())
        .containsExactly(
            new RestoreEvent.RolledBack("20261121_091500", "20261120_000000", "unequal", NOW));
  }
}
