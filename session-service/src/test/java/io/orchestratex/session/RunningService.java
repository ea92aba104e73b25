package io.orchestratex.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.kit.TestTokens;
import io.orchestratex.kit.outbox.MongoDatabaseName;
import io.orchestratex.local.TestEngines;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The service on real engines, with a database of its own, and a client that talks to it. */
public final class RunningService implements AutoCloseable {

  private static final TestTokens TOKENS = new TestTokens();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static @Nullable RunningService shared;

  public final ObjectMapper json =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private final EmbeddedServer server;
  private final Map<String, String> environment;

  private RunningService(EmbeddedServer server, Map<String, String> environment) {
    this.server = server;
    this.environment = environment;
  }

  /** One service for all tests that need nothing special. */
  public static synchronized RunningService shared() {
    RunningService running = shared;
    if (running == null) {
      running =
          start(
              environment("shared"),
              Map.of(
                  "orchestratex.session.provider.demo.word-delay", "1ms",
                  "orchestratex.session.provider.max-wait", "60s"));
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
      shared = running;
    }
    return running;
  }

  /** The variables of a service with fresh databases. */
  public static Map<String, String> environment(String suffix) {
    Map<String, String> environment =
        new HashMap<>(TestEngines.shared().environmentOf("session-service", suffix));
    environment.put("ORCHESTRATEX_ACCESS_JWKS_URL", TOKENS.jwksUrl());
    return environment;
  }

  /** A service that is ready. */
  public static RunningService start(
      Map<String, String> environment, Map<String, Object> settings) {
    RunningService service = launch(environment, settings);
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> service.get("/health/readiness", "").statusCode() == 200);
    return service;
  }

  /** A service that may not be ready. */
  public static RunningService launch(
      Map<String, String> environment, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("micronaut.server.port", -1);
    ApplicationContext context =
        ApplicationContext.builder("test")
            .propertySources(
                PropertySource.of(
                    "test-environment",
                    new HashMap<>(environment),
                    PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE),
                PropertySource.of("test-settings", all, 1_000))
            .start();
    return new RunningService(context.getBean(EmbeddedServer.class).start(), environment);
  }

  public static String token(String subject, String... roles) {
    return TOKENS.token(subject, roles);
  }

  public <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  public MongoDatabase mongo() {
    return bean(MongoClient.class).getDatabase(bean(MongoDatabaseName.class).name());
  }

  /** The service's Redis database, as the service may use it. */
  public String redisUri() {
    return java.util.Objects.requireNonNull(environment.get("REDIS_URI"));
  }

  /** A connection to the service's PostgreSQL database, beside its pool. */
  public Connection sql() throws SQLException {
    return DriverManager.getConnection(
        environment.get("POSTGRES_URL"),
        environment.get("POSTGRES_USER"),
        environment.get("POSTGRES_PASSWORD"));
  }

  /** The one document that has this value in a field; fails when there is none. */
  public Document document(String collection, String field, Object value) {
    return java.util.Objects.requireNonNull(
        mongo().getCollection(collection).find(new Document(field, value)).first(),
        () -> collection + " has none with " + field + " " + value);
  }

  public HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.getURL() + path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  public HttpResponse<String> get(String path, String token) {
    return send(request(path, token).GET());
  }

  public HttpResponse<String> patch(String path, String token, String body) {
    return send(
        request(path, token)
            .header("Content-Type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> delete(String path, String token) {
    return send(request(path, token).DELETE());
  }

  public HttpResponse<String> post(String path, String token, String body, String... headers) {
    HttpRequest.Builder request =
        request(path, token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** Posts and gives the body as it arrives. */
  public HttpResponse<InputStream> stream(String path, String token, String body) throws Exception {
    return HTTP.send(
        request(path, token)
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The body of an answer that must have this status. */
  public JsonNode json(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    try {
      return json.readTree(response.body());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(response.body(), e);
    }
  }

  public JsonNode problem(HttpResponse<String> response, int status, String code) {
    JsonNode problem = json(response, status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(problem.get("code").asText()).isEqualTo(code);
    return problem;
  }

  public JsonNode startSession(String token) {
    return json(post("/api/v1/sessions", token, "{\"title\":\"Test\"}"), 201);
  }

  /** A session with one thread; returns the thread. */
  public JsonNode openThread(String token) {
    String session = startSession(token).get("id").asText();
    return json(
        post("/api/v1/sessions/" + session + "/threads", token, "{\"domain\":\"research\"}"), 201);
  }

  @Override
  public void close() {
    server.close();
    server.getApplicationContext().close();
  }
}
