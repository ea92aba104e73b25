package io.orchestratex.backup;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobLocks;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobResult;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.contracts.DomainEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A kind of job of the tests: nothing outside of this file knows it. */
@Singleton
final class SampleJob implements JobKind, JobHandler {

  private record Done() implements JobResult {}

  @Override
  public String name() {
    return "sample";
  }

  @Override
  public String kind() {
    return name();
  }

  @Override
  public JobLocks locks() {
    return JobLocks.ALONE;
  }

  @Override
  public String firstPhase() {
    return "sampling";
  }

  @Override
  public List<DomainEvent> ordered(Job job, String details, Instant now) {
    return List.of();
  }

  @Override
  public List<DomainEvent> ended(Job job, JobOutcome outcome, Instant now) {
    return List.of();
  }

  private final AtomicInteger outage = new AtomicInteger();

  /** The next attempts meet a server that does not answer. */
  void meets(int attempts) {
    outage.set(attempts);
  }

  @Override
  public void run(JobRun run) {
    if (outage.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new EngineException(EngineException.UNREACHABLE, "the sample server does not answer");
    }
    run.finish(new JobOutcome.Succeeded(new Done()), null, null);
  }
}
