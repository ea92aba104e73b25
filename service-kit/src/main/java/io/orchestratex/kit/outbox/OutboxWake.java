package io.orchestratex.kit.outbox;

import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells the relay of this process that something was committed, so that it need not wait for its
 * next look.
 */
@Singleton
public final class OutboxWake {

  private final Semaphore signal = new Semaphore(0);

  /** Called after a commit. */
  public void signal() {
    if (signal.availablePermits() == 0) {
      signal.release();
    }
  }

  /** Returns on a signal, at the latest after {@code millis}. */
  void await(long millis) throws InterruptedException {
    if (signal.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      signal.drainPermits();
    }
  }
}
