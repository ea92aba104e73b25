package io.orchestratex.alert.notify;

import io.orchestratex.alert.channel.Notice;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One notice for one channel, and how far it is; how it changes is told in {@link
 * NotificationRules}.
 *
 * @param attempts how often telling was begun
 * @param nextAttemptAt not told before
 * @param doneAt when it was told or given up
 */
public record Notification(
    String id,
    String channel,
    Notice notice,
    Status status,
    int attempts,
    Instant nextAttemptAt,
    @Nullable String lastError,
    Instant createdAt,
    @Nullable Instant doneAt) {

  /** How far a notice is. */
  public enum Status {
    /** It waits for its first or next attempt. */
    PENDING,
    /** The receiver has it. */
    TOLD,
    /** The receiver will not take it. */
    REFUSED,
    /** It was tried for as long as it is worth. */
    GIVEN_UP;

    /** The word in JSON and in the store. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
