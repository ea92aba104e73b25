package io.orchestratex.gateway.routing;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks a suspected address whether it is alive, and goes on once a second until it answers. One
 * probe per address is under way, however many suspect it. Any answer will do. Thread-safe.
 */
@Singleton
final class AddressWatch {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final AddressProbe probe;
  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  AddressWatch(AddressProbe probe) {
    this.probe = probe;
  }

  /** Reports the outcome to {@code service}; returns at once. */
  void begin(Service service, String address) {
    if (watched.add(service.name() + " " + address)) {
      threads.execute(() -> untilItAnswers(service, address));
    }
  }

  private void untilItAnswers(Service service, String address) {
    try {
      while (!probe.isAlive(address)) {
        service.lost(address);
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } finally {
      // Before it is found: who suspects it from now on begins anew.
      watched.remove(service.name() + " " + address);
    }
    service.found(address);
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
