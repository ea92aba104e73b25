package io.orchestratex.backup.target;

import java.util.List;

/** Knows what names a target. In the caller's transaction where one is open. Thread-safe. */
public interface TargetUses {

  /** What names a target. */
  Uses of(String target);

  /**
   * What names a target.
   *
   * @param jobs ids of jobs on it that have not ended
   * @param policies names of those that back it up by its id
   * @param schedules ids of those that back it up by its id
   */
  record Uses(List<String> jobs, List<String> policies, List<String> schedules) {
    public Uses {
      jobs = List.copyOf(jobs);
      policies = List.copyOf(policies);
      schedules = List.copyOf(schedules);
    }
  }
}
