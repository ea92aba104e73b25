package io.orchestratex.alert.notify;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where deliveries wait. They are added in the transaction of the alert that they are about.
 * Thread-safe, also between processes.
 */
public interface DeliveryStore {

  /**
   * Takes a due delivery of a channel for {@code lease}, and counts the attempt. A delivery waits
   * for older ones about the same condition to the same receiver, so that the beginning arrives
   * before the end. What a process that died had taken can be taken again when the lease is over,
   * by the clock of the store.
   */
  Optional<Delivery> claim(String channel, Instant now, Duration lease);

  /** When the next delivery of a channel is due that no process has taken. */
  Optional<Instant> nextDue(String channel);

  /** Stores the result of a claimed delivery. */
  void complete(Delivery attempted);

  /** Newest first. */
  Page<Delivery> list(Filter filter, PageRequest page);

  /** What to list; null means any. */
  record Filter(
      Delivery.@Nullable Status status,
      @Nullable String channel,
      @Nullable String rule,
      @Nullable String alertId,
      TimeRange createdAt) {}
}
