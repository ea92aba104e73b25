package io.orchestratex.kit.outbox;

import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the relays of this process when something was committed, so that they need not wait for
 * their next look.
 */
@Singleton
public final class OutboxWake {

  private long signals;

  /** Called after a commit. */
  public synchronized void signal() {
    signals++;
    notifyAll();
  }

  /** How many there were; to be read before a look, so that no later one is missed. */
  synchronized long signals() {
    return signals;
  }

  /** Returns when there were more signals than {@code seen}, at the latest after {@code millis}. */
  synchronized void await(long seen, long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = end - System.nanoTime();
    while (signals == seen && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
  }
}
