package io.orchestratex.kit.redis;

import java.time.Duration;

/** How long a service waits for Redis; its settings implement this. */
public interface RedisPatience {

  /** Longest wait for an answer; then the service goes on without Redis. */
  Duration timeout();

  /** How long Redis is left alone after it did not answer. */
  Duration retryAfter();
}
