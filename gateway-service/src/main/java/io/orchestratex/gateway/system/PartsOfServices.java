package io.orchestratex.gateway.system;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.gateway.routing.Routes;
import io.orchestratex.gateway.routing.Service;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Asks every address of the services for its part, all at once, for at most three seconds. */
@Singleton
final class PartsOfServices {

  /** More than the engines of a service are waited for. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private static final long LONGEST_ANSWER = 1_048_576;

  private final Routes routes;
  private final ObjectMapper json;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(LIMIT)
          .executor(threads)
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  PartsOfServices(Routes routes, ObjectMapper json) {
    this.routes = routes;
    this.json = json;
  }

  /**
   * What an address answered.
   *
   * @param part null when it gave none; {@code detail} then says why
   */
  record Answer<T>(String service, String address, @Nullable T part, @Nullable String detail) {}

  /**
   * Asks in the caller's name.
   *
   * @param wanted whether a service of that name is asked
   * @param path what follows {@code /api/v1/<service>}
   */
  <T> List<Answer<T>> ask(
      Predicate<String> wanted, String path, String authorization, TypeReference<T> type) {
    List<CompletableFuture<Answer<T>>> asked = new ArrayList<>();
    for (Service service : routes.services()) {
      if (wanted.test(service.name())) {
        for (String address : service.addresses()) {
          asked.add(
              CompletableFuture.supplyAsync(
                  () -> ask(service, address, path, authorization, type), threads));
        }
      }
    }
    return asked.stream().map(CompletableFuture::join).toList();
  }

  private <T> Answer<T> ask(
      Service service, String address, String path, String authorization, TypeReference<T> type) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/api/v1/" + service.name() + path))
            .timeout(LIMIT)
            .header("Authorization", authorization)
            .build();
    String why;
    try {
      HttpResponse<byte[]> answer =
          http.send(
              request,
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), LONGEST_ANSWER));
      if (answer.statusCode() == 200) {
        return new Answer<>(service.name(), address, json.readValue(answer.body(), type), null);
      }
      why = "answers " + answer.statusCode();
    } catch (IOException e) {
      service.silent(address);
      why = "does not answer";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = "was not asked: the gateway is stopping";
    }
    return new Answer<>(service.name(), address, null, why);
  }

  @PreDestroy
  void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
