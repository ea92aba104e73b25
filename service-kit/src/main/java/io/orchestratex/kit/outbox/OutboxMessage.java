package io.orchestratex.kit.outbox;

import java.util.Map;

/**
 * An event that waits for Kafka.
 *
 * @param position the store's own handle, to delete it by
 */
public record OutboxMessage(
    Object position, String topic, String key, Map<String, String> headers, byte[] value) {
  public OutboxMessage {
    headers = Map.copyOf(headers);
  }
}
