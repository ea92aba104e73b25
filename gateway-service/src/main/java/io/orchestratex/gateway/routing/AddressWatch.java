package io.orchestratex.gateway.routing;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks a suspected address whether it is alive, and goes on once a second until it answers. One
 * probe per address is under way, however many suspect it. Any answer will do: what a service that
 * is alive cannot do, it says itself. Thread-safe.
 */
@Singleton
final class AddressWatch {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(LIMIT)
          .executor(threads)
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** Reports the outcome to {@code service}; returns at once. */
  void begin(Service service, String address) {
    if (watched.add(service.name() + " " + address)) {
      threads.execute(() -> untilItAnswers(service, address));
    }
  }

  private void untilItAnswers(Service service, String address) {
    try {
      while (!isAlive(address)) {
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

  private boolean isAlive(String address) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/health/liveness")).timeout(LIMIT).build();
    try {
      http.send(request, HttpResponse.BodyHandlers.discarding());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
    http.shutdownNow();
  }
}
