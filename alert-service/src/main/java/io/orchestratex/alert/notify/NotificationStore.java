package io.orchestratex.alert.notify;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where notices wait. They are added in the transaction of the alert that they tell of.
 * Thread-safe, also between processes.
 */
public interface NotificationStore {

  /**
   * Takes a due notice of a channel for {@code until}, and counts the attempt. A notice waits for
   * older ones about the same condition, so that nobody hears of an end before its beginning. A
   * process that dies loses what it took at {@code until}.
   */
  Optional<Notification> claim(String channel, Instant now, Instant until);

  /** Stores what became of a claimed notice. */
  void complete(Notification attempted);

  /** Newest first; a null status means any. */
  Page<Notification> list(Notification.@Nullable Status status, PageRequest page);
}
