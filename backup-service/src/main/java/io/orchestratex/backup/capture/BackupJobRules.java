package io.orchestratex.backup.capture;

import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobLocks;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobResult;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.DomainEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A job that takes a backup: it shares its targets with other backups and is about itself. */
@Singleton
public final class BackupJobRules implements JobKind {

  /** The kind's name. */
  public static final String KIND = "backup";

  static final String RUNNING = "running";
  static final String VERIFYING = "verifying";

  /** Label of a backup that a restore ordered for safety, for people: users may give it, too. */
  public static final String SAFETY_LABEL = Manifest.SAFETY_LABEL;

  /** So many of the things that are missing are named in an event. */
  private static final int NAMED = 20;

  /**
   * The manifest is committed and everything was read back.
   *
   * @param missing what should be in it and is not, a sentence each
   */
  public record Taken(long sourceBytes, long storedBytes, long bytesRead, List<String> missing)
      implements JobResult {
    public Taken {
      missing = List.copyOf(missing);
    }
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public JobLocks locks() {
    return JobLocks.SHARED;
  }

  @Override
  public String firstPhase() {
    return RUNNING;
  }

  @Override
  public String logged(JobRecord ended) {
    BackupDetails details = BackupDetails.fromJson(ended.details());
    long source = details.parts().stream().mapToLong(BackupDetails.PartDetails::sourceBytes).sum();
    long stored = details.parts().stream().mapToLong(BackupDetails.PartDetails::storedBytes).sum();
    return "kind=%s vault=%s source_bytes=%d stored_bytes=%d"
        .formatted(details.kind(), details.vault(), source, stored);
  }

  @Override
  public List<DomainEvent> ordered(Job job, String details, Instant now) {
    String kind = BackupDetails.fromJson(details).kind();
    return List.of(
        new BackupEvent.Requested(job.id(), kind, job.targets(), job.requestedBy(), now));
  }

  @Override
  public List<DomainEvent> claimed(Job job, Instant now) {
    return List.of(new BackupEvent.Started(job.id(), job.attempt(), now));
  }

  @Override
  public List<DomainEvent> ended(Job job, JobOutcome outcome, Instant now) {
    return switch (outcome) {
      case JobOutcome.Succeeded(Taken taken) -> taken(job, taken, now);
      case JobOutcome.Cancelled _ ->
          List.of(new BackupEvent.Cancelled(job.id(), job.cancelledBy(), now));
      case JobOutcome.Failed(String reason) ->
          List.of(new BackupEvent.Failed(job.id(), job.targets(), reason, now));
      case JobOutcome.Succeeded _,
          JobOutcome.RolledBack _,
          JobOutcome.RollbackFailed _,
          JobOutcome.Unfinished _ ->
          throw new IllegalArgumentException("a backup does not end by " + outcome);
    };
  }

  private static List<DomainEvent> taken(Job job, Taken taken, Instant now) {
    boolean whole = taken.missing().isEmpty();
    List<DomainEvent> events = new ArrayList<>();
    events.add(
        new BackupEvent.Succeeded(
            job.id(),
            job.targets(),
            taken.sourceBytes(),
            taken.storedBytes(),
            job.ranFor(now).toMillis(),
            true,
            (whole ? Completeness.COMPLETE : Completeness.PARTIAL).text(),
            now));
    if (!whole) {
      events.add(
          new BackupEvent.Partial(
              job.id(),
              job.targets(),
              taken.missing().stream().limit(NAMED).toList(),
              taken.missing().size(),
              now));
    }
    events.add(new BackupEvent.Verified(job.id(), taken.bytesRead(), now));
    return events;
  }
}
