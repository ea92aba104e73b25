package io.orchestratex.backup.copy;

import io.orchestratex.backup.job.JobRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a backup in a further vault, as it is kept.
 *
 * @param requestedBy who wanted it: a user, or {@code policy:} and the name of a policy
 * @param orderedAt when it was wanted
 * @param tries how many jobs were ordered to make it
 * @param job the newest of these; null before the first one and after the copy was lost
 * @param reason why there is no job, or why it is there no more, for a person; null otherwise
 * @param completedAt when it was complete and read back; null until then
 * @param verifiedAt when all of it was read back last; null while it never was here
 * @param storedBytes bytes that are stored of it, those that it shares with others among them
 * @param addedBytes bytes that it added to its vault
 */
public record Copy(
    String backup,
    String vault,
    State state,
    String requestedBy,
    Instant orderedAt,
    int tries,
    @Nullable JobRecord job,
    @Nullable String reason,
    @Nullable Instant completedAt,
    @Nullable Instant verifiedAt,
    long storedBytes,
    long addedBytes) {

  /** What is kept of its state; what is being done about it, its job says. */
  public enum State {
    /** It is to be made. */
    WANTED,
    /** Its manifest is committed. */
    COMPLETE,
    /** It was removed, or is not wanted any more. */
    REMOVED
  }

  public boolean isComplete() {
    return state == State.COMPLETE;
  }
}
