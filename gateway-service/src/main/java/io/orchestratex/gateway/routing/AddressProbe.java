package io.orchestratex.gateway.routing;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Asks one address of a service how it is, for at most {@link #LIMIT}. Thread-safe; blocks. */
@Singleton
public final class AddressProbe {

  /** How long an answer is waited for. */
  public static final Duration LIMIT = Duration.ofSeconds(2);

  private static final long LONGEST_ANSWER = 65_536;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(LIMIT)
          .executor(threads)
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** Whether it answers at all: what a service that is alive cannot do, it says itself. */
  boolean isAlive(String address) throws InterruptedException {
    try {
      ask(address, "liveness");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What it says of its readiness.
   *
   * @throws IOException when it does not answer in time, or answers with more than 64 KiB
   */
  public HttpResponse<byte[]> readiness(String address) throws IOException, InterruptedException {
    return ask(address, "readiness");
  }

  private HttpResponse<byte[]> ask(String address, String about)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/health/" + about)).timeout(LIMIT).build();
    return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
  }

  @PreDestroy
  void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
