package io.orchestratex.backup.restore;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobLocks;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobResult;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.RestoreEvent;
import io.orchestratex.kit.failure.Failure;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job that restores a backup: it has its targets to itself, one restore of a target is ordered at
 * a time, and it can be cancelled until its phase is {@value #SWAPPING}.
 */
@Singleton
public final class RestoreJobRules implements JobKind {

  /** The kind's name. */
  public static final String KIND = "restore";

  static final String VERIFYING = "verifying";
  static final String SAFETY_BACKUP = "safety_backup";
  static final String RESTORING = "restoring";
  static final String COMPARING = "comparing";
  static final String SWAPPING = "swapping";

  /** Every target holds what the backup holds. */
  public record Restored(long objects) implements JobResult {}

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public JobLocks locks() {
    return JobLocks.ALONE;
  }

  @Override
  public String firstPhase() {
    return VERIFYING;
  }

  @Override
  public boolean isCancellable(String phase) {
    return !phase.equals(SWAPPING);
  }

  @Override
  public Failure tooLateToCancel(Job job) {
    return new Failure.Conflict(
        "restore.too-late-to-cancel",
        "Restore "
            + job.id()
            + " is putting the data in place, which takes seconds; wait for it to end.");
  }

  @Override
  public Optional<Failure> refusal(JobOrder order, List<Job> open) {
    return open.stream()
        .filter(job -> job.kind().equals(KIND))
        .findFirst()
        .map(other ->
            new Failure.Conflict(
                "restore.in-progress",
                "Restore "
                    + other.id()
                    + " of "
                    + other.targets()
                    + " has not ended yet; wait for it or cancel it, then ask for a new plan."));
  }

  @Override
  public List<DomainEvent> ordered(Job job, Instant now) {
    return List.of(
        new RestoreEvent.Requested(job.id(), job.subject(), job.targets(), job.requestedBy(), now));
  }

  /** The event of a restore that begins to change things. */
  static DomainEvent started(Job job, String safetyBackup, Instant now) {
    return new RestoreEvent.Started(job.id(), job.subject(), safetyBackup, job.targets(), now);
  }

  @Override
  public List<DomainEvent> ended(Job job, JobOutcome outcome, Instant now) {
    return List.of(
        switch (outcome) {
          case JobOutcome.Succeeded(Restored restored) ->
              new RestoreEvent.Succeeded(
                  job.id(), job.subject(), restored.objects(), job.ranFor(now).toMillis(), now);
          case JobOutcome.RolledBack(String reason) ->
              new RestoreEvent.RolledBack(job.id(), job.subject(), reason, now);
          case JobOutcome.Failed(String reason) ->
              new RestoreEvent.Failed(job.id(), job.subject(), reason, now);
          case JobOutcome.Cancelled _ ->
              new RestoreEvent.Failed(
                  job.id(), job.subject(), "cancelled by " + job.cancelledBy(), now);
          case JobOutcome.Succeeded _ ->
              throw new IllegalArgumentException("a restore does not end by " + outcome);
        });
  }
}
