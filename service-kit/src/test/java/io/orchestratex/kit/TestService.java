package io.orchestratex.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.apidocs.HeldAgainstDocument;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A service that runs in this JVM as it would in its own, on the real engines, and a client that
 * talks to it. It can be stopped and started again on the same stores. Each service's tests have a
 * subclass with the verbs of that service.
 */
public class TestService implements AutoCloseable {

  private static final int BEATS_THE_ENVIRONMENT = 1_000;

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final TestTokens TOKENS = new TestTokens();
  private static final Duration TOKENS_KEPT = Duration.ofMinutes(5);
  private static final Map<String, Signed> SIGNED = new ConcurrentHashMap<>();

  /** Reads decimals exactly. */
  public static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final Map<String, String> environment;
  private final Map<String, Object> settings;
  private @Nullable EmbeddedServer server;
  private @Nullable TestConnections connections;

  /**
   * Not started yet.
   *
   * @param environment variables, as of {@link #environment}
   * @param settings properties, which beat the variables
   */
  protected TestService(Map<String, String> environment, Map<String, ?> settings) {
    this.environment = new HashMap<>(environment);
    this.settings = new HashMap<>(settings);
  }

  /** The variables of a service with fresh stores of its own, which accepts {@link #token}. */
  public static Map<String, String> environment(String service, String suffix) {
    Map<String, String> environment =
        new HashMap<>(TestEngines.shared().environmentOf(service, suffix));
    environment.put("ORCHESTRATEX_ACCESS_JWKS_URL", TOKENS.jwksUrl());
    return environment;
  }

  /**
   * A token of the issuer that the service trusts. Within some minutes it is the same one for the
   * same caller: a signature costs more than most requests.
   */
  public static String token(String subject, String... roles) {
    return SIGNED
        .compute(
            subject + " " + String.join(" ", roles),
            (_, known) ->
                known == null || known.isOld()
                    ? new Signed(TOKENS.token(subject, roles), System.nanoTime())
                    : known)
        .token();
  }

  private record Signed(String token, long atNanos) {
    boolean isOld() {
      return System.nanoTime() - atNanos > TOKENS_KEPT.toNanos();
    }
  }

  /** Changes a setting for the next start. */
  public final void set(String key, Object value) {
    settings.put(key, value);
  }

  /** Starts the service and waits until it is ready. */
  public final void start() {
    launch();
    Awaitility.await("the service is ready")
        .atMost(READY_WITHIN)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> get("/health/readiness", null).statusCode() == 200);
  }

  /** Starts the service, which may not be ready yet. */
  public final void launch() {
    server = run(Map.of()).getBean(EmbeddedServer.class).start();
  }

  /** One more process on the same stores, which serves no requests; the caller closes it. */
  public final ApplicationContext run(Map<String, ?> more) {
    Map<String, Object> variables = new HashMap<>(environment);
    Map<String, Object> properties = new HashMap<>(settings);
    properties.put("micronaut.server.port", -1);
    properties.putAll(more);
    return ApplicationContext.builder()
        // As the service's main class does.
        .packages(getClass().getPackageName())
        .propertySources(
            PropertySource.of(
                "test-environment", variables, PropertyConvention.ENVIRONMENT_VARIABLE),
            PropertySource.of("test-settings", properties, BEATS_THE_ENVIRONMENT))
        .start();
  }

  /** Ends the service as a whole. */
  public final void stop() {
    EmbeddedServer running = server;
    if (running != null) {
      running.getApplicationContext().close();
      server = null;
    }
  }

  @Override
  public void close() {
    stop();
    closeConnections();
  }

  private synchronized void closeConnections() {
    if (connections != null) {
      connections.close();
      connections = null;
    }
  }

  public final EmbeddedServer server() {
    return Objects.requireNonNull(server, "the service is stopped");
  }

  public final <T> T bean(Class<T> type) {
    return server().getApplicationContext().getBean(type);
  }

  protected final Map<String, String> environment() {
    return environment;
  }

  protected final Map<String, Object> settings() {
    return settings;
  }

  /** A variable that the service was started with. */
  public final String variable(String name) {
    return Objects.requireNonNull(environment.get(name), name);
  }

  /** The service's database in MongoDB. */
  public final MongoDatabase mongo() {
    return bean(MongoClient.class).getDatabase(bean(Mongo.class).name());
  }

  /** A connection to the service's database in PostgreSQL, past its pool. */
  public final synchronized Connection sql() throws SQLException {
    if (connections == null) {
      connections =
          new TestConnections(
              variable("POSTGRES_URL"), variable("POSTGRES_USER"), variable("POSTGRES_PASSWORD"));
    }
    return connections.take();
  }

  /**
   * A request to the service.
   *
   * @param token null or empty for an anonymous one
   */
  public final HttpRequest.Builder request(String path, @Nullable String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server().getURL() + path));
    if (token != null && !token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  public final HttpResponse<String> get(String path, @Nullable String token) {
    return send(request(path, token).GET());
  }

  public final HttpResponse<String> post(
      String path, @Nullable String token, String body, String... headers) {
    return send("POST", path, token, body, headers);
  }

  public final HttpResponse<String> patch(String path, @Nullable String token, String body) {
    return send("PATCH", path, token, body);
  }

  public final HttpResponse<String> delete(String path, @Nullable String token) {
    return send(request(path, token).DELETE());
  }

  /** Sends JSON; an empty text sends no body. */
  public final HttpResponse<String> send(
      String method, String path, @Nullable String token, String body, String... headers) {
    HttpRequest.Builder request =
        request(path, token)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  public final HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, BodyHandlers.ofString());
  }

  /** Sends a request; an answer that the service's API document does not describe is a failure. */
  public final <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body) {
    HttpRequest built = request.build();
    EmbeddedServer running = server;
    try {
      HttpResponse<T> response = HTTP.send(built, body);
      if (running != null && built.uri().getPort() == running.getPort()) {
        HeldAgainstDocument.check(running.getApplicationContext(), built, response);
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Posts and gives the events as they arrive. */
  public final HttpResponse<InputStream> stream(String path, String token, String body) {
    return send(
        request(path, token)
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .POST(BodyPublishers.ofString(body)),
        BodyHandlers.ofInputStream());
  }

  /**
   * Calls as the user {@code ann}.
   *
   * @param body null or empty for none
   * @param roles a single empty one makes the call anonymous
   */
  public final Answer call(String method, String path, @Nullable String body, String... roles) {
    String token = List.of(roles).equals(List.of("")) ? "" : token("ann", roles);
    return Answer.of(send(method, path, token, body == null ? "" : body));
  }

  /** Publishes an event as its service would. */
  public final void publish(DomainEvent event, String id) {
    TestTopics.publish(event, id);
  }

  /** What is on a topic under a key: {@code type@sequence}, oldest first. */
  public final List<String> eventsOf(String topic, String key) {
    return TestTopics.eventsOf(topic, key);
  }

  private static JsonNode read(HttpResponse<String> response) {
    try {
      return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(response.body(), e);
    }
  }

  /** The body of a response that must have this status. */
  public final JsonNode json(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return read(response);
  }

  /** The body of a refusal that must have this status and code. */
  public final JsonNode problem(HttpResponse<String> response, int status, String code) {
    JsonNode problem = json(response, status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(problem.get("code").asText()).isEqualTo(code);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    return problem;
  }

  /** A response, whatever its status. */
  public record Answer(int status, JsonNode body) {

    public static Answer of(HttpResponse<String> response) {
      return new Answer(response.statusCode(), read(response));
    }

    public String code() {
      return body.path("code").asText();
    }

    public List<String> pointers() {
      return body.path("errors").findValuesAsText("pointer");
    }
  }
}
