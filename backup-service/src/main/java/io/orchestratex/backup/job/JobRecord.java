package io.orchestratex.backup.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is kept.
 *
 * @param details JSON of its handler
 * @param pausedFor the fault that its last attempt met and that may pass, until the next attempt
 *     begins
 */
public record JobRecord(Job job, Progress progress, String details, @Nullable String pausedFor) {

  /** What it waits for: jobs that must end first, by their ids, or a fault to pass, in words. */
  public List<String> waitsFor(JobStore store) {
    return pausedFor == null ? store.waitsFor(job) : List.of(pausedFor);
  }
}
