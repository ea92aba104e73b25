package io.orchestratex.backup.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Which drills are overdue, and the events when that begins and ends. Thread-safe. */
public interface DrillOverdueStore {

  /** Notes of which targets of a policy drills are overdue; what has changed is an event, once. */
  void report(String policy, List<LateDrill> late, Instant now);

  /** Ends what is overdue by policies that are not there any more. */
  void retain(Collection<String> policies, Instant now);
}
