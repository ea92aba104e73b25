package io.orchestratex.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gateway that runs in this JVM as it would in its own, on the shared engines. */
final class TestGateway implements AutoCloseable {

  static final String PASSWORD = "the-first-admins-password";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final EmbeddedServer server;

  private TestGateway(EmbeddedServer server) {
    this.server = server;
  }

  /** Environment variables for gateways that share their databases. */
  static Map<String, String> environment(String suffix, StubService service) {
    Map<String, String> environment =
        new HashMap<>(TestEngines.shared().environmentOf("gateway-service", suffix));
    environment.put("MICRONAUT_SERVER_PORT", "-1");
    environment.put("MICRONAUT_LIFECYCLE_GRACEFUL_SHUTDOWN_ENABLED", "false");
    environment.put("ORCHESTRATEX_GATEWAY_IDENTITY_ADMIN_PASSWORD", PASSWORD);
    environment.put(
        "ORCHESTRATEX_GATEWAY_IDENTITY_KEY_SECRET", "a secret for tests only, long enough it is");
    environment.put("ORCHESTRATEX_GATEWAY_REDIS_PREFIX", "gateway:" + suffix + ":");
    environment.put("ORCHESTRATEX_GATEWAY_LIMIT_ANONYMOUS_REQUESTS", "1000000");
    environment.put("ORCHESTRATEX_GATEWAY_LIMIT_REQUESTS", "1000000");
    for (String name : new String[] {"SESSION", "BACKUP", "MONITOR", "ALERT"}) {
      environment.put("ORCHESTRATEX_GATEWAY_ROUTES_" + name + "_SERVICE", service.address());
    }
    return environment;
  }

  static TestGateway start(Map<String, String> environment) {
    Map<String, Object> variables = new HashMap<>(environment);
    return new TestGateway(
        ApplicationContext.builder()
            .propertySources(
                PropertySource.of("test", variables, PropertyConvention.ENVIRONMENT_VARIABLE))
            .start()
            .getBean(EmbeddedServer.class)
            .start());
  }

  int port() {
    return server.getPort();
  }

  <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  RawClient raw() throws IOException {
    return new RawClient(port());
  }

  String adminToken() throws Exception {
    return signIn("admin", PASSWORD).get("access_token").asText();
  }

  JsonNode signIn(String username, String password) throws Exception {
    HttpResponse<String> response =
        post(
            "/api/v1/auth/token",
            null,
            "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}");
    if (response.statusCode() != 200) {
      throw new AssertionError(response.body());
    }
    return json(response);
  }

  HttpResponse<String> get(String path, @Nullable String token) throws Exception {
    return send(request(path, token).GET());
  }

  HttpResponse<String> post(String path, @Nullable String token, String body) throws Exception {
    return send(
        request(path, token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(String method, String path, @Nullable String token, String body)
      throws Exception {
    return send(
        request(path, token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> response) throws JsonProcessingException {
    return JSON.readTree(response.body());
  }

  static String code(HttpResponse<String> response) throws JsonProcessingException {
    return json(response).path("code").asText();
  }

  @Override
  public void close() {
    server.getApplicationContext().close();
  }
}
