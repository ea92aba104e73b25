package io.orchestratex.backup.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A target whose newest good backup is older than a policy promises.
 *
 * @param dueAt when a newer one should have been ordered at the latest
 * @param lastBackup id of the newest good backup; null when there is none
 * @param lastAt when that one was ordered
 */
public record Late(
    String target, Instant dueAt, @Nullable String lastBackup, @Nullable Instant lastAt) {

  /** Why it is overdue, for a person. */
  public String reason() {
    return lastBackup == null
        ? "There is no good backup of it."
        : "The newest good backup, %s, was ordered at %s.".formatted(lastBackup, lastAt);
  }
}
