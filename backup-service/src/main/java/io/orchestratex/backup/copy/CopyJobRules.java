package io.orchestratex.backup.copy;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobResult;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.DomainEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A job that copies a backup to a further vault, whose name is its label: it touches vaults only,
 * so it locks no target, and its events are events of the backup.
 */
@Singleton
public final class CopyJobRules implements JobKind {

  /** The kind's name. */
  public static final String KIND = "copy";

  static final String COPYING = "copying";
  static final String VERIFYING = "verifying";

  /**
   * The copy's manifest is committed and everything was read back.
   *
   * @param addedBytes bytes that its vault did not have
   */
  record Copied(long storedBytes, long addedBytes) implements JobResult {}

  /**
   * The order of a copy.
   *
   * @param tries which try it is: orders of the same try make one job
   */
  static JobOrder of(String backup, List<String> targets, String vault, String by, int tries) {
    return new JobOrder(
        KIND,
        backup,
        targets,
        vault,
        by,
        null,
        new CopyDetails(vault, null, 0).toJson(),
        "copy %s %s %d".formatted(backup, vault, tries));
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public String firstPhase() {
    return COPYING;
  }

  @Override
  public String logged(JobRecord ended) {
    CopyDetails details = CopyDetails.fromJson(ended.details());
    return "backup=%s vault=%s from=%s read_bytes=%d"
        .formatted(
            ended.job().subject(),
            details.vault(),
            Objects.requireNonNullElse(details.from(), "none"),
            ended.progress().bytes());
  }

  @Override
  public List<DomainEvent> ended(Job job, JobOutcome outcome, Instant now) {
    String vault = Objects.requireNonNull(job.label());
    return switch (outcome) {
      case JobOutcome.Succeeded(Copied copied) ->
          List.of(
              new BackupEvent.Copied(
                  job.subject(),
                  vault,
                  copied.storedBytes(),
                  copied.addedBytes(),
                  job.ranFor(now).toMillis(),
                  now));
      case JobOutcome.Failed(String reason) ->
          List.of(new BackupEvent.CopyFailed(job.subject(), vault, reason, now));
      case JobOutcome.Cancelled _ ->
          List.of(
              new BackupEvent.CopyRemoved(
                  job.subject(), vault, "It was cancelled by " + job.cancelledBy() + ".", now));
      case JobOutcome.Succeeded _,
          JobOutcome.RolledBack _,
          JobOutcome.RollbackFailed _,
          JobOutcome.Unfinished _ ->
          throw new IllegalArgumentException("a copy does not end by " + outcome);
    };
  }
}
