package io.orchestratex.backup.policy;

import io.orchestratex.backup.job.JobStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The states of jobs that schedules have ordered. */
final class JobStates {

  private JobStates() {}

  /** Of those that are known and of a kind, by their ids. */
  static Map<String, String> of(JobStore store, Collection<String> jobs, String kind) {
    Map<String, String> states = new HashMap<>();
    for (String id : jobs) {
      store
          .find(id)
          .filter(row -> row.job().kind().equals(kind))
          .ifPresent(row -> states.put(id, row.job().state()));
    }
    return states;
  }
}
