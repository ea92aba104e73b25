package io.orchestratex.backup.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is kept.
 *
 * @param details JSON of its handler
 * @param workedBytes bytes that it processed, before compression; null where its kind does not say
 * @param pausedFor the fault that its last attempt met and that may pass, until the next attempt
 *     begins
 */
public record JobRecord(
    Job job,
    Progress progress,
    String details,
    @Nullable Long workedBytes,
    @Nullable String pausedFor) {

  public JobRecord(Job job, Progress progress, String details, @Nullable String pausedFor) {
    this(job, progress, details, null, pausedFor);
  }

  /** Milliseconds from its beginning to its end; null until then. */
  public @Nullable Long durationMs() {
    return job.startedAt() == null || job.finishedAt() == null
        ? null
        : Long.valueOf(job.ranFor(job.finishedAt()).toMillis());
  }

  /** Bytes that it processed in a second; null unless it succeeded and says how much it did. */
  public @Nullable Long bytesPerSecond() {
    Long took = durationMs();
    return took == null || workedBytes == null || job.status() != JobStatus.SUCCEEDED
        ? null
        : Long.valueOf(Math.round(workedBytes * 1000.0 / Math.max(1, took)));
  }

  /** What it waits for: jobs that must end first, by their ids, or a fault to pass, in words. */
  public List<String> waitsFor(JobStore store) {
    return pausedFor == null ? store.waitsFor(job) : List.of(pausedFor);
  }
}
