package io.orchestratex.backup.vault;

import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * So many bytes per second, for all who take from it together. What was not used is kept for
 * {@value #BURST_MILLIS} ms. Thread safe.
 */
final class Pace {

  private static final long BURST_MILLIS = 100;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long bytesPerSecond;
  private final LongSupplier nanos;
  private long freeAt;

  Pace(long bytesPerSecond, LongSupplier nanos) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanos = nanos;
    this.freeAt = nanos.getAsLong();
  }

  /** How many bytes to take at a time, so that the flow is even. */
  int slice() {
    return (int) Math.max(1, Math.min(1 << 20, bytesPerSecond * BURST_MILLIS / 1_000));
  }

  /** Takes some, and says how long to wait before they are used, in nanoseconds. */
  synchronized long take(long bytes) {
    long now = nanos.getAsLong();
    long earliest = now - TimeUnit.MILLISECONDS.toNanos(BURST_MILLIS);
    freeAt = Math.max(freeAt, earliest) + Math.round((double) bytes * SECOND / bytesPerSecond);
    return Math.max(0, freeAt - now);
  }

  /** Takes some and waits for its turn. */
  void await(long bytes) throws InterruptedIOException {
    long wait = take(bytes);
    try {
      var _ = new CountDownLatch(1).await(wait, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the work was stopped");
    }
  }
}
