package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobDetails;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobResult;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.DomainEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job that reads a backup back: it touches the vault only, so it locks no target, and its events
 * are events of the backup.
 */
@Singleton
public final class VerifyJobRules implements JobKind {

  /** The kind's name. */
  public static final String KIND = "verify";

  /** Everything stored still matches its manifest. */
  public record Checked(long bytesRead) implements JobResult {}

  /** The order of a check of all that there is of a backup. */
  static JobOrder of(Job backup, String by) {
    return of(KIND, backup, by, null, null);
  }

  /** The same; orders with the same key make one. */
  static JobOrder of(Job backup, String by, String key) {
    return of(KIND, backup, by, null, key);
  }

  /**
   * The order of a check.
   *
   * @param kind its kind, of the backup or of a copy
   * @param vault the only vault to read; null for all
   */
  static JobOrder of(
      String kind, Job backup, String by, @Nullable String vault, @Nullable String key) {
    return new JobOrder(
        kind,
        backup.id(),
        backup.targets(),
        vault,
        by,
        null,
        JobDetails.write(new Verification("queued", 0, null, null, vault)),
        key);
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public String firstPhase() {
    return BackupJobRules.RUNNING;
  }

  @Override
  public List<DomainEvent> ended(Job job, JobOutcome outcome, Instant now) {
    return switch (outcome) {
      case JobOutcome.Succeeded(Checked checked) ->
          List.of(new BackupEvent.Verified(job.subject(), checked.bytesRead(), now));
      case JobOutcome.Failed(String reason) ->
          List.of(new BackupEvent.VerificationFailed(job.subject(), reason, now));
      case JobOutcome.Cancelled _ -> List.of();
      case JobOutcome.Succeeded _,
          JobOutcome.RolledBack _,
          JobOutcome.RollbackFailed _,
          JobOutcome.Unfinished _ ->
          throw new IllegalArgumentException("a check does not end by " + outcome);
    };
  }
}
