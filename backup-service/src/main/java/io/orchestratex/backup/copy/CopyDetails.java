package io.orchestratex.backup.copy;

import io.orchestratex.backup.job.JobDetails;
import org.jspecify.annotations.Nullable;

/**
 * What a copy's job keeps beside its state.
 *
 * @param vault where the copy goes
 * @param from the vault that it was read from; null until one was chosen
 * @param totalBytes bytes that are read of the backup, before compression; 0 until they are known
 */
public record CopyDetails(String vault, @Nullable String from, long totalBytes) {

  String toJson() {
    return JobDetails.write(this);
  }

  /** Reads what {@link #toJson} wrote. */
  public static CopyDetails fromJson(String json) {
    return JobDetails.read(json, CopyDetails.class);
  }
}
