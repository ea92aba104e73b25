package io.orchestratex.gateway.apidocs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.gateway.routing.Routes;
import io.orchestratex.gateway.routing.Service;
import io.orchestratex.kit.apidocs.OwnApiDocument;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

/**
 * The API document of all services, whole or not at all. Services are asked at most every thirty
 * seconds; each one's document is kept until the service gives another, so one that is down or slow
 * is described as it was last. While one has never given its document there is none of the whole.
 */
@Singleton
class ApiDocument {

  private static final Logger LOG = LoggerFactory.getLogger(ApiDocument.class);
  private static final Duration KEEP = Duration.ofSeconds(30);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(4);

  private final Routes routes;
  private final OwnApiDocument own;
  private final ObjectMapper json;
  private final InstantSource clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(LIMIT)
          .executor(threads)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final Map<String, Map<String, Object>> known = new HashMap<>();
  private @Nullable Written written;
  private @Nullable Incomplete incomplete;

  ApiDocument(Routes routes, OwnApiDocument own, ObjectMapper json, InstantSource clock) {
    this.routes = routes;
    this.own = own;
    this.json = json;
    this.clock = clock;
  }

  /** The document in both forms. */
  record Written(String json, String yaml, Instant until) {}

  /** What is missing, and until when it is not asked for again. */
  private record Incomplete(List<String> services, Instant until) {}

  /**
   * The document.
   *
   * @throws FailureException Unavailable while a service has not given its part
   */
  synchronized Written written() {
    Instant begun = clock.instant();
    if (written != null && !begun.isAfter(written.until())) {
      return written;
    }
    if (incomplete == null || begun.isAfter(incomplete.until())) {
      boolean allAnswered = askAll();
      List<String> missing =
          routes.services().stream()
              .map(Service::name)
              .filter(name -> !known.containsKey(name))
              .toList();
      // From now, not from when it was begun: who waited for the lock takes this one too.
      Instant now = clock.instant();
      if (missing.isEmpty()) {
        incomplete = null;
        written = write(now.plus(allAnswered ? KEEP : ASK_AGAIN));
        return written;
      }
      incomplete = new Incomplete(missing, now.plus(ASK_AGAIN));
    }
    throw new FailureException(
        new Failure.Unavailable(
            "apidocs.incomplete",
            "The API document is not complete: "
                + String.join(", ", incomplete.services())
                + " did not answer yet. Try again in a few seconds.",
            ASK_AGAIN));
  }

  /** Keeps what the services answer; false when one did not. */
  private boolean askAll() {
    Map<String, CompletableFuture<Optional<Map<String, Object>>>> asked = new LinkedHashMap<>();
    for (Service service : routes.services()) {
      asked.put(service.name(), CompletableFuture.supplyAsync(() -> of(service), threads));
    }
    asked.forEach((name, answer) -> answer.join().ifPresent(document -> known.put(name, document)));
    return asked.values().stream().allMatch(answer -> answer.join().isPresent());
  }

  private Written write(Instant until) {
    Map<String, Object> head = yaml().load(own.yaml());
    DocumentMerge merge = new DocumentMerge();
    merge.add("gateway-service", head);
    routes
        .services()
        .forEach(service ->
            merge.add(service.name(), Objects.requireNonNull(known.get(service.name()))));
    Map<String, Object> merged = merge.merged(head);
    try {
      return new Written(json.writeValueAsString(merged), yaml().dump(merged), until);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the API document cannot be written", e);
    }
  }

  private Optional<Map<String, Object>> of(Service service) {
    for (String address : service.addresses()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address + "/swagger/openapi.yml"))
              .timeout(LIMIT)
              .build();
      try {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return Optional.of(yaml().load(response.body()));
        }
        note(service, "status " + response.statusCode());
      } catch (IOException | YAMLException | ClassCastException e) {
        note(service, e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static void note(Service service, String reason) {
    LOG.atInfo()
        .addKeyValue("service", service.name())
        .addKeyValue("reason", reason)
        .log("service gave no API document");
  }

  private static Yaml yaml() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    return new Yaml(new SafeConstructor(new LoaderOptions()), new Representer(options), options);
  }

  @PreDestroy
  void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
