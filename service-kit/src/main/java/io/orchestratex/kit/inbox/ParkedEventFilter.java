package io.orchestratex.kit.inbox;

import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Which parked events are wanted; null means any.
 *
 * @param topic name of the topic
 * @param type type of the event, such as {@code backup.failed}
 * @param reason part of the reason
 * @param replayed whether it has been sent again
 * @param parked when it was parked
 */
public record ParkedEventFilter(
    @Nullable String topic,
    @Nullable String type,
    @Nullable TextFilter reason,
    @Nullable Boolean replayed,
    TimeRange parked) {

  /** Every event. */
  public static final ParkedEventFilter ALL =
      new ParkedEventFilter(null, null, null, null, TimeRange.ALL);
}
