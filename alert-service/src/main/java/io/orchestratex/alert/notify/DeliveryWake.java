package io.orchestratex.alert.notify;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the workers of this process when a delivery was committed. Thread-safe. */
@Singleton
public final class DeliveryWake {

  private final Map<String, Semaphore> signals = new ConcurrentHashMap<>();

  /** Called after a commit. */
  public void signal() {
    for (Semaphore signal : List.copyOf(signals.values())) {
      if (signal.availablePermits() == 0) {
        signal.release();
      }
    }
  }

  /** Returns on a signal, at the latest after {@code longest}. */
  void await(String channel, Duration longest) throws InterruptedException {
    Semaphore signal = signals.computeIfAbsent(channel, _ -> new Semaphore(0));
    if (signal.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      signal.drainPermits();
    }
  }
}
