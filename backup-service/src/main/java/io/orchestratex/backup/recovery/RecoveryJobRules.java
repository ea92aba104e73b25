package io.orchestratex.backup.recovery;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobLocks;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobResult;
import io.orchestratex.contracts.DomainEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** A job that makes a new server's folder: it touches no target, so it locks none. */
@Singleton
final class RecoveryJobRules implements JobKind {

  static final String KIND = "recovery";
  static final String RUNNING = "running";

  /** The folder is there, and a server has recovered in it. */
  record Recovered() implements JobResult {}

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
    return RUNNING;
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
