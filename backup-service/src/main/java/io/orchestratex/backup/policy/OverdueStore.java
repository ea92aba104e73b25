package io.orchestratex.backup.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Which targets are overdue, and the events when that begins and ends. Thread-safe. */
public interface OverdueStore {

  /** Notes which targets of a policy are overdue now; what has changed is an event, once. */
  void report(String policy, List<Late> late, Instant now);

  /** Ends what is overdue by policies that are not there any more. */
  void retain(Collection<String> policies, Instant now);

  /** The targets that are overdue by a policy. */
  List<String> overdue(String policy);
}
