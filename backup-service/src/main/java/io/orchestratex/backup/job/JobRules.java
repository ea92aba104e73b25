package io.orchestratex.backup.job;

import io.orchestratex.backup.job.JobDecision.Change;
import io.orchestratex.backup.job.JobDecision.Refusal;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.RestoreEvent;
import io.orchestratex.kit.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The life of a job.
 *
 * <pre>
 *  queued ──claim──▶ running ──finish──▶ succeeded | failed | cancelled | rolled_back
 *    │                │   ▲
 *    │                └───┘ claim again once the lease has run out (attempt + 1)
 *    └──cancel──▶ cancelled
 * </pre>
 *
 * A command of a worker whose attempt is not the current one is refused: it was given up and
 * somebody else has the job. A restore can be cancelled until its phase is {@value #SWAPPING}.
 */
public final class JobRules {

  public static final String RUNNING = "running";
  public static final String VERIFYING = "verifying";
  public static final String SAFETY_BACKUP = "safety_backup";
  public static final String RESTORING = "restoring";
  public static final String COMPARING = "comparing";
  public static final String SWAPPING = "swapping";

  private static final Set<String> POINT_OF_NO_CANCEL = Set.of(SWAPPING);

  private JobRules() {}

  /** A new job and what is told of it. */
  public static Change order(String id, JobOrder order, Instant now) {
    Job job = Job.queued(id, order, now);
    List<DomainEvent> events =
        switch (order.kind()) {
          case BACKUP ->
              List.of(new BackupEvent.Requested(id, "full", job.targets(), job.requestedBy(), now));
          case RESTORE ->
              List.of(
                  new RestoreEvent.Requested(
                      id, job.subject(), job.targets(), job.requestedBy(), now));
          case VERIFY -> List.of();
        };
    return new Change(job, events);
  }

  /** What becomes of a job by a command. */
  public static JobDecision decide(Job job, JobCommand command, Instant now) {
    return switch (command) {
      case JobCommand.Claim claim -> claim(job, claim, now);
      case JobCommand.RequestCancel cancel -> cancel(job, cancel.by(), now);
      case JobCommand.Enter enter when holds(job, enter.attempt()) ->
          new Change(job.with(draft -> draft.phase = enter.phase()), List.of());
      case JobCommand.BeginRestore begin when holds(job, begin.attempt()) ->
          new Change(
              job.with(draft -> draft.phase = RESTORING),
              List.of(
                  new RestoreEvent.Started(
                      job.id(), job.subject(), begin.safetyBackup(), job.targets(), now)));
      case JobCommand.Finish finish when holds(job, finish.attempt()) ->
          finish(job, finish.outcome(), now);
      case JobCommand.Enter _, JobCommand.BeginRestore _, JobCommand.Finish _ ->
          new Refusal(
              new Failure.Conflict(
                  "job.superseded", "Job " + job.id() + " belongs to another worker by now."));
    };
  }

  private static boolean holds(Job job, int attempt) {
    return job.status() == JobStatus.RUNNING && job.attempt() == attempt;
  }

  private static JobDecision claim(Job job, JobCommand.Claim claim, Instant now) {
    boolean free =
        job.status() == JobStatus.QUEUED
            || (job.status() == JobStatus.RUNNING
                && job.leaseUntil() != null
                && job.leaseUntil().isBefore(now));
    if (!free) {
      return new Refusal(
          new Failure.Conflict("job.taken", "Job " + job.id() + " is " + job.state() + "."));
    }
    boolean swapping = POINT_OF_NO_CANCEL.contains(job.phase());
    String phase = job.kind() == JobKind.RESTORE ? VERIFYING : RUNNING;
    Job next =
        job.with(draft -> {
          draft.status = JobStatus.RUNNING;
          draft.phase = swapping ? job.phase() : phase;
          draft.attempt++;
          draft.owner = claim.owner();
          draft.leaseUntil = now.plus(claim.lease());
          draft.startedAt = job.startedAt() == null ? now : job.startedAt();
        });
    return new Change(
        next,
        job.kind() == JobKind.BACKUP
            ? List.of(new BackupEvent.Started(job.id(), next.attempt(), now))
            : List.of());
  }

  private static JobDecision cancel(Job job, String by, Instant now) {
    if (job.status().isFinal()) {
      return new Refusal(
          new Failure.Conflict(
              "job.finished", "Nothing to cancel: " + job.id() + " is " + job.state() + "."));
    }
    if (job.status() == JobStatus.RUNNING && POINT_OF_NO_CANCEL.contains(job.phase())) {
      return new Refusal(
          new Failure.Conflict(
              "restore.too-late-to-cancel",
              "Restore "
                  + job.id()
                  + " is putting the data in place, which takes seconds; wait for it to end."));
    }
    Job marked = job.with(draft -> draft.cancelRequestedBy = by);
    return job.status() == JobStatus.QUEUED
        ? finish(marked, new JobOutcome.Cancelled(), now)
        : new Change(marked, List.of());
  }

  private static Change finish(Job job, JobOutcome outcome, Instant now) {
    return switch (outcome) {
      case JobOutcome.BackupTaken taken ->
          new Change(
              finished(job, JobStatus.SUCCEEDED, null, now),
              List.of(
                  new BackupEvent.Succeeded(
                      job.id(),
                      job.targets(),
                      taken.sourceBytes(),
                      taken.storedBytes(),
                      duration(job, now),
                      true,
                      now),
                  new BackupEvent.Verified(job.id(), taken.bytesRead(), now)));
      case JobOutcome.BackupChecked checked ->
          new Change(
              finished(job, JobStatus.SUCCEEDED, null, now),
              List.of(new BackupEvent.Verified(job.subject(), checked.bytesRead(), now)));
      case JobOutcome.Restored restored ->
          new Change(
              finished(job, JobStatus.SUCCEEDED, null, now),
              List.of(
                  new RestoreEvent.Succeeded(
                      job.id(), job.subject(), restored.objects(), duration(job, now), now)));
      case JobOutcome.RolledBack back ->
          new Change(
              finished(job, JobStatus.ROLLED_BACK, back.reason(), now),
              List.of(new RestoreEvent.RolledBack(job.id(), job.subject(), back.reason(), now)));
      case JobOutcome.Failed failed -> failed(job, JobStatus.FAILED, failed.reason(), now);
      case JobOutcome.Cancelled _ -> cancelled(job, now);
    };
  }

  private static Change cancelled(Job job, Instant now) {
    String by = job.cancelRequestedBy() == null ? "the service" : job.cancelRequestedBy();
    String reason = "cancelled by " + by;
    return job.kind() == JobKind.BACKUP
        ? new Change(
            finished(job, JobStatus.CANCELLED, reason, now),
            List.of(new BackupEvent.Cancelled(job.id(), by, now)))
        : failed(job, JobStatus.CANCELLED, reason, now);
  }

  private static Change failed(Job job, JobStatus end, String reason, Instant now) {
    DomainEvent event =
        switch (job.kind()) {
          case BACKUP -> new BackupEvent.Failed(job.id(), job.targets(), reason, now);
          case RESTORE -> new RestoreEvent.Failed(job.id(), job.subject(), reason, now);
          case VERIFY -> new BackupEvent.VerificationFailed(job.subject(), reason, now);
        };
    boolean tell = job.kind() != JobKind.VERIFY || end == JobStatus.FAILED;
    return new Change(finished(job, end, reason, now), tell ? List.of(event) : List.of());
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

  private static long duration(Job job, Instant now) {
    Instant start = job.startedAt() == null ? job.createdAt() : job.startedAt();
    return Duration.between(start, now).toMillis();
  }
}
