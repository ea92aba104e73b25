package io.orchestratex.gateway.limit;

import java.util.concurrent.CompletionStage;

/**
 * Counts requests. Implementations are thread-safe, never block, never fail, and go on limiting
 * when a shared counter is down.
 */
public interface RateLimiter {

  /** Takes one request out of the bucket of {@code key}. */
  CompletionStage<Verdict> take(String key, Quota quota);
}
