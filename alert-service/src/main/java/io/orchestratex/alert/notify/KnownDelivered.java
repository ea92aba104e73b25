package io.orchestratex.alert.notify;

/** Which messages were delivered past the store, while it was away. Thread-safe. */
public interface KnownDelivered {

  /** Whether the receiver has the message of this key. */
  boolean contains(String key);
}
