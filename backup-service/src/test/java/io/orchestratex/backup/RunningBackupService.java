package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.kit.TestTokens;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** backup-service on real engines, with databases, vault and keys of its own. */
final class RunningBackupService implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final TestTokens tokens = new TestTokens();
  private final Map<String, Object> settings = new HashMap<>();
  private final List<ApplicationContext> others = new ArrayList<>();
  private final Map<String, String> environment;
  private ApplicationContext context;
  private EmbeddedServer server;

  RunningBackupService(String suffix, Path folder, String databases) {
    this(suffix, folder, databases, Map.of());
  }

  RunningBackupService(String suffix, Path folder, String databases, Map<String, Object> more) {
    TestEngines engines = TestEngines.shared();
    environment = engines.environmentOf("backup-service", suffix);
    environment.forEach((name, value) -> {
      if (!name.startsWith("ORCHESTRATEX_")) {
        settings.put(name, value);
      }
    });
    settings.put("BACKUP_TARGET_MONGODB_URI", engines.mongo().backupUri());
    settings.put("BACKUP_TARGET_POSTGRES_URI", engines.postgres().backupUri());
    settings.put("micronaut.server.port", -1);
    settings.put("orchestratex.access.jwks-url", tokens.jwksUrl());
    settings.put("orchestratex.backup.scope.databases", databases);
    settings.put("orchestratex.backup.vault.path", folder.resolve("vault").toString());
    settings.put("orchestratex.backup.key.file", folder.resolve("backup.key").toString());
    settings.put("orchestratex.backup.job.poll", "50ms");
    settings.put("orchestratex.backup.job.heartbeat", "300ms");
    settings.put("orchestratex.backup.job.lease", "2s");
    more.forEach(settings::put);
    start();
  }

  void set(String key, Object value) {
    settings.put(key, value);
  }

  void start() {
    context = ApplicationContext.run(settings);
    server = context.getBean(EmbeddedServer.class).start();
  }

  void stop() {
    context.close();
  }

  /** One more process on the same database and vault; it takes no jobs. */
  ApplicationContext another() {
    Map<String, Object> same = new HashMap<>(settings);
    same.put("orchestratex.backup.job.workers", 0);
    ApplicationContext other = ApplicationContext.run(same);
    others.add(other);
    return other;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  record Answer(int status, JsonNode body) {}

  Answer send(String method, String path, String body, String role) {
    return send(method, path, body, role, Map.of());
  }

  Answer send(String method, String path, String body, String role, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.getURL() + path))
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    if (!role.isEmpty()) {
      request.header("Authorization", "Bearer " + tokens.token("ann", role));
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.body().isEmpty() ? json.nullNode() : json.readTree(response.body()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<byte[]> download(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.getURL() + path))
            .header("Authorization", "Bearer " + tokens.token("ann", Role.OPERATOR))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  JsonNode get(String path) {
    Answer answer = send("GET", path, "", Role.OPERATOR);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body();
  }

  Answer post(String path, String body) {
    return send("POST", path, body, Role.OPERATOR);
  }

  /** Orders something and returns its id. */
  String ordered(String path, String body) {
    Answer answer = post(path, body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.body().get("id").asText();
  }

  /** Waits for the end of a backup or restore. */
  JsonNode ended(String path) {
    Awaitility.await(path)
        .dontCatchUncaughtExceptions() // A test may have had a worker killed.
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() ->
            List.of("succeeded", "failed", "cancelled", "rolled_back")
                .contains(get(path).get("state").asText()));
    return get(path);
  }

  JsonNode backedUp(String body) {
    JsonNode backup = ended("/api/v1/backups/" + ordered("/api/v1/backups", body));
    assertThat(backup.get("state").asText()).as("%s", backup).isEqualTo("succeeded");
    return backup;
  }

  /** Asks for the plan, confirms it, and waits for the end. */
  JsonNode restored(String body) {
    return ended("/api/v1/restores/" + confirmed(body));
  }

  String confirmed(String body) {
    return ordered("/api/v1/restores", confirmation(body));
  }

  /** Asks for the plan; the body that confirms it. */
  String confirmation(String body) {
    JsonNode plan = post("/api/v1/restores", body).body().get("plan");
    assertThat(plan).isNotNull();
    return body.substring(0, body.length() - 1)
        + ",\"confirm\":true,\"plan_token\":\""
        + plan.get("token").asText()
        + "\"}";
  }

  void sql(String statement) {
    try (Connection connection =
            DriverManager.getConnection(
                environment.get("POSTGRES_URL"),
                environment.get("POSTGRES_USER"),
                environment.get("POSTGRES_PASSWORD"));
        Statement run = connection.createStatement()) {
      run.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  @Override
  public void close() {
    others.forEach(ApplicationContext::close);
    context.close();
    tokens.close();
    http.close();
  }
}
