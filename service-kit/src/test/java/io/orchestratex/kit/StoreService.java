package io.orchestratex.kit;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A service with the kit on it that stores in one engine. */
public final class StoreService implements AutoCloseable {

  private final TestTokens tokens = new TestTokens();
  private final HttpClient http = HttpClient.newHttpClient();
  private final EmbeddedServer server;

  private StoreService(Map<String, String> environment, Map<String, Object> store) {
    Map<String, Object> settings = new HashMap<>(store);
    settings.put("micronaut.server.port", -1);
    settings.put("micronaut.application.name", "kit-service");
    settings.put("orchestratex.access.jwks-url", tokens.jwksUrl());
    for (String kafka : List.of("KAFKA_BOOTSTRAP_SERVERS", "KAFKA_USER", "KAFKA_PASSWORD")) {
      settings.put(kafka, environment.get(kafka));
    }
    server = ApplicationContext.run(EmbeddedServer.class, settings);
  }

  /** The accounts, database and addresses that it may use. */
  public static Map<String, String> environment(String suffix) {
    return TestEngines.shared().environmentOf("session-service", suffix);
  }

  public static StoreService onMongo(Map<String, String> environment, String uri) {
    return onMongo(environment, uri, Map.of());
  }

  public static StoreService onMongo(
      Map<String, String> environment, String uri, Map<String, Object> more) {
    Map<String, Object> store = new HashMap<>(more);
    store.put("mongodb.uri", uri);
    return new StoreService(environment, store);
  }

  public static StoreService onPostgres(Map<String, String> environment, String url) {
    return onPostgres(environment, url, Map.of());
  }

  public static StoreService onPostgres(
      Map<String, String> environment, String url, Map<String, Object> more) {
    Map<String, Object> store = new HashMap<>(more);
    store.put("datasources.default.url", url);
    store.put("datasources.default.username", environment.get("POSTGRES_USER"));
    store.putIfAbsent("datasources.default.password", environment.get("POSTGRES_PASSWORD"));
    store.put("datasources.default.connection-timeout", 1_000);
    store.put("flyway.datasources.default.locations", "classpath:db/plumbing");
    return new StoreService(environment, store);
  }

  public <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  /** Status and body of {@code /health/readiness} or {@code /health/liveness}. */
  public HttpResponse<String> health(String kind) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(server.getURL() + "/health/" + kind)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    tokens.close();
    http.close();
  }
}
