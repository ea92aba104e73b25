package io.orchestratex.backup.capture;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobLocks;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.contracts.DomainEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/**
 * A job that reads one copy of a backup back, in the vault that is its label. It says nothing about
 * the backup itself: what it finds is kept with the copy, whose event says that it is lost.
 */
@Singleton
final class CopyVerifyJobRules implements JobKind {

  /** The kind's name. */
  static final String KIND = "verify_copy";

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public JobLocks locks() {
    return JobLocks.NONE;
  }

  @Override
  public String firstPhase() {
    return BackupJobRules.RUNNING;
  }

  @Override
  public List<DomainEvent> ordered(Job job, String details, Instant now) {
    return List.of();
  }

  @Override
  public List<DomainEvent> ended(Job job, JobOutcome outcome, Instant now) {
    return List.of();
  }
}
