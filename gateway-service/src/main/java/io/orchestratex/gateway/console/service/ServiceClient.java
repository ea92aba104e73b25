package io.orchestratex.gateway.console.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.micronaut.context.BeanProvider;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.session.ConsoleSettings;
import io.orchestratex.gateway.maintenance.Maintenance;
import io.orchestratex.gateway.routing.Routes;
import io.orchestratex.gateway.routing.Service;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Calls the services' published APIs as the person who looks at a page. It finds a service as the
 * proxy does, and the gateway's own API at the gateway itself. Blocks; thread-safe.
 */
@Singleton
public final class ServiceClient {

  /** A page that would need more shows less. */
  private static final long LONGEST_ANSWER = 16 * 1_048_576;

  /** A model may think for a while before its first word, and a slow store before it is tested. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What sends a body ends sooner where the gateway's framing says so. */
  private static final Duration LONGEST_UPLOAD = Duration.ofDays(1);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModules(new JavaTimeModule(), new Jdk8Module(), new ParameterNamesModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private final Routes routes;
  private final Maintenance maintenance;
  private final BeanProvider<EmbeddedServer> gateway;
  private final Duration deadline;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;

  ServiceClient(
      Routes routes,
      Maintenance maintenance,
      BeanProvider<EmbeddedServer> gateway,
      ConsoleSettings settings) {
    this.routes = routes;
    this.maintenance = maintenance;
    this.gateway = gateway;
    this.deadline = settings.serviceDeadline();
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(deadline)
            .executor(threads)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Reads one thing. */
  public <T> T get(Visit visit, Address address, Class<T> type) {
    return read(send(visit, "GET", address, null), JSON.constructType(type));
  }

  /** Reads a part of a list. */
  public <T> Paged<T> page(Visit visit, Address address, Class<T> items) {
    return read(
        send(visit, "GET", address, null),
        JSON.getTypeFactory().constructParametricType(Paged.class, items));
  }

  /**
   * Orders or changes something.
   *
   * @param body becomes JSON; null sends none
   * @param key makes the request safe to send twice; null where the API takes none
   */
  public <T> T send(
      Visit visit,
      String method,
      Address address,
      @Nullable Object body,
      @Nullable String key,
      Class<T> type) {
    return read(
        send(visit, method, address, body, key == null ? Map.of() : Map.of("Idempotency-Key", key)),
        JSON.constructType(type));
  }

  /** Orders something whose answer may take longer than those of other calls. */
  public <T> T sendPatiently(Visit visit, String method, Address address, Class<T> type) {
    HttpResponse<byte[]> response =
        exchange(
            visit,
            method,
            address,
            null,
            Map.of(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER),
            PATIENCE);
    if (response.statusCode() >= 400) {
      throw fault(response, response.body());
    }
    return read(response.body(), JSON.constructType(type));
  }

  /**
   * A file that is sent as it comes.
   *
   * @param length bytes of it; negative where that is not known
   * @param key makes the request safe to send twice; null where there is none
   */
  public record Sent(InputStream file, long length, @Nullable String key) {}

  /** Sends a file, which may take as long as the gateway lets it; reads what comes of it. */
  public <T> T upload(Visit visit, Address address, Sent sent, Class<T> type) {
    Map<String, String> headers =
        sent.key() == null ? Map.of() : Map.of("Idempotency-Key", sent.key());
    HttpResponse<byte[]> response =
        exchange(
            visit,
            "POST",
            address,
            sent,
            headers,
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER),
            LONGEST_UPLOAD);
    if (response.statusCode() >= 400) {
      throw fault(response, response.body());
    }
    return read(response.body(), JSON.constructType(type));
  }

  /** Orders, changes or removes something whose answer is not needed. */
  public void run(Visit visit, String method, Address address, @Nullable Object body) {
    send(visit, method, address, body);
  }

  /** Begins to read a file. */
  public Download download(Visit visit, Address address) {
    return Download.of(open(visit, "GET", address, null, "application/octet-stream"));
  }

  /**
   * Begins to read a file or a stream of events; the caller closes it. Its head must come within
   * the deadline, the rest may take as long as it takes.
   */
  public HttpResponse<InputStream> open(
      Visit visit, String method, Address address, @Nullable Object body, String accept) {
    HttpResponse<InputStream> response =
        exchange(
            visit, method, address, body, Map.of("Accept", accept), BodyHandlers.ofInputStream());
    checked(response, address);
    return response;
  }

  private InputStream checked(HttpResponse<InputStream> response, Address address) {
    if (response.statusCode() >= 400) {
      try (InputStream in = response.body()) {
        throw fault(response, in.readNBytes((int) LONGEST_ANSWER));
      } catch (IOException e) {
        throw ServiceFault.unavailable(nameOf(address), "broke off its answer");
      }
    }
    return response.body();
  }

  /**
   * Orders something that is answered by a stream of events; the caller closes it. Its head comes
   * with the first event, so it may take longer than the answers of other calls.
   *
   * @param key makes the request safe to send twice; null where there is none
   */
  public EventStream events(
      Visit visit, String method, Address address, Object body, @Nullable String key) {
    Map<String, String> accept = Map.of("Accept", "text/event-stream");
    HttpResponse<InputStream> response =
        exchange(
            visit,
            method,
            address,
            body,
            key == null ? accept : Map.of("Accept", "text/event-stream", "Idempotency-Key", key),
            BodyHandlers.ofInputStream(),
            PATIENCE);
    return new EventStream(checked(response, address), nameOf(address));
  }

  private byte[] send(Visit visit, String method, Address address, @Nullable Object body) {
    return send(visit, method, address, body, Map.of());
  }

  private byte[] send(
      Visit visit,
      String method,
      Address address,
      @Nullable Object body,
      Map<String, String> headers) {
    HttpResponse<byte[]> response =
        exchange(
            visit,
            method,
            address,
            body,
            headers,
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    if (response.statusCode() >= 400) {
      throw fault(response, response.body());
    }
    return response.body();
  }

  private <T> HttpResponse<T> exchange(
      Visit visit,
      String method,
      Address address,
      @Nullable Object body,
      Map<String, String> headers,
      BodyHandler<T> handler) {
    return exchange(visit, method, address, body, headers, handler, deadline);
  }

  private <T> HttpResponse<T> exchange(
      Visit visit,
      String method,
      Address address,
      @Nullable Object body,
      Map<String, String> headers,
      BodyHandler<T> handler,
      Duration patience) {
    Service service = routes.owner(address.toString());
    String name = nameOf(address);
    refuseChange(name, method, address);
    if (service != null && service.isDown()) {
      throw ServiceFault.unavailable(name, "does not answer");
    }
    List<String> places =
        service == null
            ? List.of("http://127.0.0.1:" + gateway.get().getPort())
            : service.inOrder();
    for (String place : places) {
      try {
        HttpResponse<T> response =
            http.send(request(visit, method, place + address, body, headers, patience), handler);
        if (service != null) {
          service.answered(place);
        }
        return response;
      } catch (ConnectException | HttpConnectTimeoutException e) {
        if (service != null) {
          service.failed(place); // The next one may answer.
        }
      } catch (HttpTimeoutException e) {
        if (service != null) {
          service.silent(place);
        }
        throw ServiceFault.unavailable(
            name, "did not answer within " + patience.toSeconds() + " seconds");
      } catch (IOException e) {
        throw ServiceFault.unavailable(name, "broke off its answer");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ServiceFault.unavailable(name, "was not waited for");
      }
    }
    throw ServiceFault.unavailable(name, "does not answer");
  }

  /** What the gateway's API refuses, the console does not do either. */
  private void refuseChange(String service, String method, Address address) {
    maintenance
        .refusal(service, method, address.toString())
        .ifPresent(failure -> {
          throw new ServiceFault(
              503, failure.code(), failure.detail(), List.of(), TraceContext.currentTraceId());
        });
  }

  private HttpRequest request(
      Visit visit,
      String method,
      String uri,
      @Nullable Object body,
      Map<String, String> headers,
      Duration patience) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri))
            .timeout(patience)
            .header("Authorization", "Bearer " + visit.signedIn().token());
    headers.forEach(request::header);
    String trace = TraceContext.currentTraceParent();
    if (trace != null) {
      request.header(TraceContext.HEADER, trace);
    }
    if (body == null) {
      return request.method(method, BodyPublishers.noBody()).build();
    }
    if (body instanceof Sent sent) {
      BodyPublisher file = BodyPublishers.ofInputStream(sent::file);
      return request
          .header("Content-Type", "application/octet-stream")
          .method(
              method, sent.length() < 0 ? file : BodyPublishers.fromPublisher(file, sent.length()))
          .build();
    }
    return request
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofByteArray(written(body)))
        .build();
  }

  private String nameOf(Address address) {
    Service service = routes.owner(address.toString());
    return service == null ? "gateway-service" : service.name();
  }

  private static byte[] written(Object body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + body.getClass(), e);
    }
  }

  private static <T> T read(byte[] body, JavaType type) {
    try {
      return JSON.readValue(body, type);
    } catch (IOException e) {
      throw new ServiceFault(
          502,
          "console.answer-unreadable",
          "The service answered something that this console cannot read; they may be of different"
              + " versions: "
              + e.getMessage(),
          List.of(),
          TraceContext.currentTraceId());
    }
  }

  private static ServiceFault fault(HttpResponse<?> response, byte[] body) {
    try {
      JsonNode problem = JSON.readTree(body);
      List<FieldError> errors = new ArrayList<>();
      problem
          .path("errors")
          .forEach(error ->
              errors.add(
                  new FieldError(error.path("pointer").asText(), error.path("detail").asText())));
      String detail = problem.path("detail").asText("");
      return new ServiceFault(
          response.statusCode(),
          problem.path("code").asText("http.unknown"),
          detail.isEmpty() ? unexplained(response) : detail,
          errors,
          problem.path("traceId").asText(null));
    } catch (IOException e) {
      return new ServiceFault(
          response.statusCode(),
          "console.answer-unreadable",
          unexplained(response),
          List.of(),
          TraceContext.currentTraceId());
    }
  }

  private static String unexplained(HttpResponse<?> response) {
    return "The service answered with status " + response.statusCode() + ".";
  }

  @PreDestroy
  void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
