package io.orchestratex.backup.restore;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobLocks;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobResult;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.RestoreEvent;
import io.orchestratex.kit.failure.Failure;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job that restores a backup: it has its targets to itself, one restore of a target is ordered at
 * a time, and it can be cancelled until its phase is {@value #SWAPPING}. From then on it has no
 * last attempt: one that can go neither forward nor back, because its engine or its target's
 * settings are gone, stays {@value #SWAPPING} or {@value #ROLLING_BACK} and keeps its targets to
 * itself, until it can or a person gives it up.
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
  static final String ROLLING_BACK = "rolling_back";

  /** So many deviations stand in one event. */
  private static final int NAMED = 20;

  /**
   * Every target holds the records that the backup holds.
   *
   * @param deviations what else is not as in the backup: target, kind and name of each
   */
  public record Restored(long objects, List<String> deviations) implements JobResult {
    public Restored {
      deviations = List.copyOf(deviations);
    }
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public String logged(JobRecord ended) {
    RestoreDetails details = RestoreDetails.fromJson(ended.details());
    RestoreDetails.Report report = details.report();
    return "safety_backup="
        + (details.safetyBackup() == null ? "none" : details.safetyBackup())
        + (details.place().isNone() ? "" : " elsewhere=" + String.join(",", elsewhere(details)))
        + (report == null
            ? ""
            : " objects=%d equal=%s".formatted(report.objects().size(), report.equal()));
  }

  /** What went where: the target it came of, and the new names. */
  private static List<String> elsewhere(RestoreDetails details) {
    List<String> said = new ArrayList<>();
    if (details.place().source() != null) {
      said.add("of:" + details.place().source());
    }
    RestoreView.names(details.place()).forEach((from, to) -> said.add(from + ":" + to));
    return said;
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
    return !phase.equals(SWAPPING) && !phase.equals(ROLLING_BACK);
  }

  @Override
  public Failure tooLateToCancel(Job job) {
    return new Failure.Conflict(
        "restore.too-late-to-cancel",
        job.phase().equals(ROLLING_BACK)
            ? "Restore " + job.id() + " is putting the previous data back; wait for it to end."
            : "Restore "
                + job.id()
                + " is putting the data in place, which takes seconds; wait for it to end.");
  }

  /**
   * What moves data is not given up while its first attempt is at work: that takes seconds, and
   * nothing says yet that it cannot end by itself.
   */
  @Override
  public Optional<JobOutcome> givenUp(JobRecord row, String by) {
    Job job = row.job();
    boolean isTriedAgain = job.attempt() > 1 || row.pausedFor() != null;
    if (!job.phase().equals(ROLLING_BACK) && !(job.phase().equals(SWAPPING) && isTriedAgain)) {
      return Optional.empty();
    }
    RestoreDetails journal = RestoreDetails.fromJson(row.details());
    String left = "; " + LeftBehind.text(job, journal);
    return Optional.of(
        journal.confirmed()
            ? new JobOutcome.Unfinished("given up by " + by + " when all data was in place" + left)
            : new JobOutcome.RollbackFailed("given up by " + by + left));
  }

  @Override
  public String failureOf(JobOutcome outcome, String reason) {
    return switch (outcome) {
      case JobOutcome.RolledBack _ -> "Rolled back, all data is as it was before: " + reason;
      case JobOutcome.RollbackFailed _ ->
          "Not rolled back, some data is restored and some is not: " + reason;
      case JobOutcome.Unfinished _ ->
          "All data is restored and in place, something remains to be done: " + reason;
      case JobOutcome.Failed _, JobOutcome.Cancelled _, JobOutcome.Succeeded _ -> reason;
    };
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
  public List<DomainEvent> ordered(Job job, String details, Instant now) {
    return List.of(
        new RestoreEvent.Requested(job.id(), job.subject(), job.targets(), job.requestedBy(), now));
  }

  /** The event of a restore that begins to change things. */
  static DomainEvent started(Job job, @Nullable String safetyBackup, Instant now) {
    String kept = safetyBackup == null ? "none" : safetyBackup;
    return new RestoreEvent.Started(job.id(), job.subject(), kept, job.targets(), now);
  }

  /** The event of a restore that stopped between two moves and is taken up again. */
  static DomainEvent interrupted(Job job, String reason, Instant now) {
    return new RestoreEvent.Interrupted(job.id(), job.subject(), job.targets(), reason, now);
  }

  /** The event of a restore that could not be rolled back, this time. */
  static DomainEvent rollbackFailed(Job job, String reason, Instant now) {
    return new RestoreEvent.RollbackFailed(job.id(), job.subject(), job.targets(), reason, now);
  }

  @Override
  public List<DomainEvent> ended(Job job, JobOutcome outcome, Instant now) {
    return switch (outcome) {
      case JobOutcome.Succeeded(Restored restored) -> restored(job, restored, now);
      case JobOutcome.RolledBack(String reason) ->
          List.of(new RestoreEvent.RolledBack(job.id(), job.subject(), reason, now));
      case JobOutcome.RollbackFailed(String reason) -> List.of(rollbackFailed(job, reason, now));
      case JobOutcome.Unfinished(String reason) -> List.of(interrupted(job, reason, now));
      case JobOutcome.Failed(String reason) ->
          List.of(new RestoreEvent.Failed(job.id(), job.subject(), reason, now));
      case JobOutcome.Cancelled _ ->
          List.of(
              new RestoreEvent.Failed(
                  job.id(), job.subject(), "cancelled by " + job.cancelledBy(), now));
      case JobOutcome.Succeeded _ ->
          throw new IllegalArgumentException("a restore does not end by " + outcome);
    };
  }

  private static List<DomainEvent> restored(Job job, Restored restored, Instant now) {
    List<String> deviations = restored.deviations();
    DomainEvent succeeded =
        new RestoreEvent.Succeeded(
            job.id(),
            job.subject(),
            restored.objects(),
            job.ranFor(now).toMillis(),
            deviations.size(),
            now);
    return deviations.isEmpty()
        ? List.of(succeeded)
        : List.of(
            succeeded,
            new RestoreEvent.Deviated(
                job.id(),
                job.subject(),
                job.targets(),
                deviations.stream().limit(NAMED).toList(),
                deviations.size(),
                now));
  }
}
