package io.orchestratex.backup.copy;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Which copies are overdue, and the events when that begins and ends. Thread-safe. */
public interface CopyOverdueStore {

  /** Notes which vaults miss copies of a policy; what has changed is an event, once. */
  void report(String policy, List<LateCopies> late, Instant now);

  /** Ends what is overdue by policies that are not there any more. */
  void retain(Collection<String> policies, Instant now);

  /** The vaults in which copies of a policy are overdue. */
  List<String> overdue(String policy);
}
