package io.orchestratex.backup.drill;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobResult;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.DomainEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/**
 * A job that restores a backup into servers of its own: it touches no target, so it locks none, and
 * its events are events of the backup.
 */
@Singleton
public final class DrillJobRules implements JobKind {

  /** The kind's name. */
  public static final String KIND = "drill";

  static final String PREPARING = "preparing";
  static final String RESTORING = "restoring";
  static final String COMPARING = "comparing";

  /** Everything was restored and equals the backup. */
  record Proved(int objects, long records, int deviations) implements JobResult {}

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public String firstPhase() {
    return PREPARING;
  }

  @Override
  public List<DomainEvent> ended(Job job, JobOutcome outcome, Instant now) {
    return switch (outcome) {
      case JobOutcome.Succeeded(Proved proved) ->
          List.of(
              new BackupEvent.Drilled(
                  job.subject(),
                  job.id(),
                  job.targets(),
                  proved.objects(),
                  proved.records(),
                  proved.deviations(),
                  job.ranFor(now).toMillis(),
                  now));
      case JobOutcome.Failed(String reason) ->
          List.of(new BackupEvent.DrillFailed(job.subject(), job.id(), job.targets(), reason, now));
      case JobOutcome.Cancelled _ -> List.of();
      case JobOutcome.Succeeded _,
          JobOutcome.RolledBack _,
          JobOutcome.RollbackFailed _,
          JobOutcome.Unfinished _ ->
          throw new IllegalArgumentException("a drill does not end by " + outcome);
    };
  }
}
