package io.orchestratex.backup.job;

import io.orchestratex.backup.job.JobDecision.Change;
import io.orchestratex.backup.job.JobDecision.Refusal;
import io.orchestratex.kit.failure.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of a job, of whatever kind.
 *
 * <pre>
 *  queued ──claim──▶ running ──finish──▶ succeeded | failed | cancelled | rolled_back | rollback_failed
 *    │                │   ▲
 *    │                └───┘ claim again once the lease has run out (attempt + 1)
 *    └──cancel──▶ cancelled
 * </pre>
 *
 * A command of a worker whose attempt is not the current one is refused: another worker has the
 * job. Until which phase a job can be cancelled, its {@link JobKind} says. A cancel that was
 * accepted is obeyed: after it a job enters no other phase and does not succeed.
 */
public final class JobRules {

  /** Code of the refusal to a worker that goes on although a cancel was accepted. */
  static final String CANCELLED = "job.cancelled";

  private JobRules() {}

  /** A new job and its events. */
  public static Change order(JobKind kind, String id, JobOrder order, Instant now) {
    Job job = Job.queued(id, order, now);
    return new Change(job, kind.ordered(job, order.details(), now));
  }

  /** What becomes of a job by a command. */
  public static JobDecision decide(JobKind kind, Job job, JobCommand command, Instant now) {
    return switch (command) {
      case JobCommand.Claim claim -> claim(kind, job, claim, now);
      case JobCommand.RequestCancel cancel -> cancel(kind, job, cancel.by(), now);
      case JobCommand.Enter enter when holds(job, enter.attempt()) ->
          mustCancel(kind, job)
              ? cancelled(job)
              : new Change(job.with(draft -> draft.phase = enter.phase()), enter.events());
      case JobCommand.Finish finish when holds(job, finish.attempt()) ->
          finish.outcome() instanceof JobOutcome.Succeeded && mustCancel(kind, job)
              ? cancelled(job)
              : finish(kind, job, finish.outcome(), now);
      case JobCommand.Enter _, JobCommand.Finish _ ->
          new Refusal(
              new Failure.Conflict(
                  "job.superseded", "Job " + job.id() + " belongs to another worker by now."));
    };
  }

  private static boolean holds(Job job, int attempt) {
    return job.status() == JobStatus.RUNNING && job.attempt() == attempt;
  }

  private static boolean mustCancel(JobKind kind, Job job) {
    return job.cancelRequestedBy() != null && kind.isCancellable(job.phase());
  }

  private static Refusal cancelled(Job job) {
    return new Refusal(new Failure.Conflict(CANCELLED, job.cancelledBy()));
  }

  private static JobDecision claim(JobKind kind, Job job, JobCommand.Claim claim, Instant now) {
    boolean free =
        job.status() == JobStatus.QUEUED
            || (job.status() == JobStatus.RUNNING
                && job.leaseUntil() != null
                && job.leaseUntil().isBefore(now));
    if (!free) {
      return new Refusal(
          new Failure.Conflict("job.taken", "Job " + job.id() + " is " + job.state() + "."));
    }
    boolean restart = job.status() == JobStatus.QUEUED || kind.isCancellable(job.phase());
    Job next =
        job.with(draft -> {
          draft.status = JobStatus.RUNNING;
          draft.phase = restart ? kind.firstPhase() : job.phase();
          draft.attempt++;
          draft.owner = claim.owner();
          draft.leaseUntil = now.plus(claim.lease());
          draft.startedAt = job.startedAt() == null ? now : job.startedAt();
        });
    return new Change(next, kind.claimed(next, now));
  }

  private static JobDecision cancel(JobKind kind, Job job, String by, Instant now) {
    if (job.status().isFinal()) {
      return new Refusal(
          new Failure.Conflict(
              "job.finished", "Nothing to cancel: " + job.id() + " is " + job.state() + "."));
    }
    if (job.status() == JobStatus.RUNNING && !kind.isCancellable(job.phase())) {
      return new Refusal(kind.tooLateToCancel(job));
    }
    Job marked = job.with(draft -> draft.cancelRequestedBy = by);
    return job.status() == JobStatus.QUEUED
        ? finish(kind, marked, new JobOutcome.Cancelled(), now)
        : new Change(marked, List.of());
  }

  /** What becomes of a job that a person ends because it is tried again and again. */
  public static JobDecision giveUp(JobKind kind, JobRecord row, String by, Instant now) {
    Job job = row.job();
    Optional<JobOutcome> outcome =
        job.status() == JobStatus.RUNNING ? kind.givenUp(row, by) : Optional.empty();
    return outcome.isPresent()
        ? finish(kind, job, outcome.get(), now)
        : new Refusal(
            new Failure.Conflict(
                "job.nothing-to-give-up",
                "There is nothing to give up: "
                    + job.id()
                    + " is "
                    + job.state()
                    + "; only a restore that has begun to move data and cannot end by itself is"
                    + " given up."));
  }

  private static Change finish(JobKind kind, Job job, JobOutcome outcome, Instant now) {
    Job ended =
        switch (outcome) {
          case JobOutcome.Succeeded _ -> finished(job, JobStatus.SUCCEEDED, null, now);
          case JobOutcome.RolledBack back ->
              finished(job, JobStatus.ROLLED_BACK, kind.failureOf(back, back.reason()), now);
          case JobOutcome.RollbackFailed left ->
              finished(job, JobStatus.ROLLBACK_FAILED, kind.failureOf(left, left.reason()), now);
          case JobOutcome.Unfinished left ->
              finished(job, JobStatus.FAILED, kind.failureOf(left, left.reason()), now);
          case JobOutcome.Failed failed ->
              finished(job, JobStatus.FAILED, kind.failureOf(failed, failed.reason()), now);
          case JobOutcome.Cancelled _ ->
              finished(job, JobStatus.CANCELLED, "cancelled by " + job.cancelledBy(), now);
        };
    return new Change(ended, kind.ended(ended, outcome, now));
  }

  private static Job finished(Job job, JobStatus end, @Nullable String reason, Instant now) {
    return job.with(draft -> {
      draft.status = end;
      draft.phase = end.text();
      draft.owner = null;
      draft.leaseUntil = null;
      draft.finishedAt = now;
      draft.failure = reason;
    });
  }
}
