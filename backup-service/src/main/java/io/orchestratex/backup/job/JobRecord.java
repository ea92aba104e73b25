package io.orchestratex.backup.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is kept.
 *
 * @param details JSON of its handler
 * @param check the newest check of a backup, if one was asked for after it was taken
 */
public record JobRecord(Job job, Progress progress, String details, @Nullable Check check) {

  /** A verify job, in short. */
  public record Check(
      String state, @Nullable Instant finishedAt, @Nullable String failure, String details) {}
}
