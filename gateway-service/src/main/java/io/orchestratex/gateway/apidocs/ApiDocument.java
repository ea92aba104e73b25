package io.orchestratex.gateway.apidocs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.gateway.routing.Routes;
import io.orchestratex.gateway.routing.Service;
import io.orchestratex.kit.apidocs.OwnApiDocument;
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
import java.util.LinkedHashMap;
import java.util.Map;
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
 * The API document of all services, put together at most every thirty seconds; every three while
 * one of them is missing from it.
 */
@Singleton
class ApiDocument {

  private static final Logger LOG = LoggerFactory.getLogger(ApiDocument.class);
  private static final Duration KEEP = Duration.ofSeconds(30);
  private static final Duration KEEP_IN_PART = Duration.ofSeconds(3);
  private static final Duration LIMIT = Duration.ofSeconds(2);

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
  private @Nullable Written written;

  ApiDocument(Routes routes, OwnApiDocument own, ObjectMapper json, InstantSource clock) {
    this.routes = routes;
    this.own = own;
    this.json = json;
    this.clock = clock;
  }

  /** The document in both forms. */
  record Written(String json, String yaml, Instant until) {}

  synchronized Written written() {
    Written known = written;
    if (known == null || clock.instant().isAfter(known.until())) {
      Map<String, Object> head = yaml().load(own.yaml());
      DocumentMerge merge = merge(head);
      Map<String, Object> merged = merge.merged(head);
      // From now, not from when it was begun: who waited for the lock takes this one too.
      Instant until = clock.instant().plus(merge.isWhole() ? KEEP : KEEP_IN_PART);
      try {
        known = new Written(json.writeValueAsString(merged), yaml().dump(merged), until);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the API document cannot be written", e);
      }
      written = known;
    }
    return known;
  }

  private DocumentMerge merge(Map<String, Object> head) {
    DocumentMerge merge = new DocumentMerge();
    merge.add("gateway-service", head);
    Map<String, CompletableFuture<Optional<Map<String, Object>>>> asked = new LinkedHashMap<>();
    for (Service service : routes.services()) {
      asked.put(service.name(), CompletableFuture.supplyAsync(() -> of(service), threads));
    }
    asked.forEach((name, document) ->
        document.join().ifPresentOrElse(d -> merge.add(name, d), () -> merge.missing(name)));
    return merge;
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
