package io.orchestratex.kit.outbox;

import java.util.List;

/**
 * Where a service keeps the events that wait. One relay at a time reads a store: {@link #lead} says
 * whether it is this process. Implementations are used by one thread.
 */
public interface OutboxStore extends AutoCloseable {

  /**
   * True while this process is the one that relays; takes over within seconds when the leader died.
   */
  boolean lead();

  /** The oldest waiting events that may be sent, in an order that keeps each key's own. */
  List<OutboxMessage> peek(int max);

  /** Forgets events that Kafka acknowledged. */
  void delete(List<OutboxMessage> sent);

  @Override
  void close();
}
