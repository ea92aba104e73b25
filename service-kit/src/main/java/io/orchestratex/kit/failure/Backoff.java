package io.orchestratex.kit.failure;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * How often and for how long something is tried again that met others: the pause before an attempt
 * is random between nothing and a bound that doubles, so that those that met do not meet again.
 *
 * @param attempts at most, the first one included
 * @param longest pause
 * @param limit after which no other attempt begins
 */
public record Backoff(int attempts, Duration longest, Duration limit) {

  private static final long FIRST_NANOS = Duration.ofMillis(4).toNanos();

  public Backoff {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
    }
  }

  /**
   * True after a pause when there is another attempt.
   *
   * @param attempt that just ended, from 1
   * @param sinceNanos the {@link System#nanoTime()} when the first began
   */
  public boolean again(int attempt, long sinceNanos) {
    if (attempt >= attempts
        || System.nanoTime() - sinceNanos > limit.toNanos()
        || Thread.currentThread().isInterrupted()) {
      return false;
    }
    long bound = Math.min(longest.toNanos(), FIRST_NANOS << Math.min(attempt, 20));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound) + 1);
    return true;
  }
}
