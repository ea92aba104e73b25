package io.orchestratex.backup.job;

import io.orchestratex.contracts.DomainEvent;
import java.time.Duration;
import java.util.List;

/** What may happen to a job. A command of a worker carries the attempt that it was given. */
public sealed interface JobCommand {

  /** A worker takes the job. */
  record Claim(String owner, Duration lease) implements JobCommand {}

  /**
   * Its worker goes on to another phase.
   *
   * @param events what the job's handler publishes of it
   */
  record Enter(int attempt, String phase, List<DomainEvent> events) implements JobCommand {
    public Enter {
      events = List.copyOf(events);
    }

    public Enter(int attempt, String phase) {
      this(attempt, phase, List.of());
    }
  }

  /** A person wants it to stop. */
  record RequestCancel(String by) implements JobCommand {}

  /** Its worker is done. */
  record Finish(int attempt, JobOutcome outcome) implements JobCommand {}
}
