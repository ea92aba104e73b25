package io.orchestratex.backup.job;

import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.failure.Failure;
import java.util.List;

/** What {@link JobRules} says to a command. */
public sealed interface JobDecision {

  /** The job becomes {@code next} and its events are published; both together or none. */
  record Change(Job next, List<DomainEvent> events) implements JobDecision {
    public Change {
      events = List.copyOf(events);
    }
  }

  /** The job stays as it is. */
  record Refusal(Failure failure) implements JobDecision {}
}
