package io.orchestratex.kit.inbox;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event that could not be applied, whole enough to be sent again. */
public record ParkedEvent(
    String id,
    String consumer,
    String topic,
    int partition,
    long offset,
    byte @Nullable [] key,
    Map<String, String> headers,
    byte @Nullable [] value,
    String reason,
    Instant parkedAt,
    @Nullable Instant replayedAt) {
  public ParkedEvent {
    headers = Map.copyOf(headers);
  }
}
