package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.context.ApplicationContext;
import io.orchestratex.backup.job.Job;
import io.orchestratex.kit.TestService;
import io.orchestratex.kit.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;

/** backup-service with databases, vault and keys of its own. */
final class RunningBackupService extends TestService {

  private static final String TARGETS = "ORCHESTRATEX_BACKUP_TARGETS_";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<ApplicationContext> others = new ArrayList<>();

  RunningBackupService(String suffix, Path folder, String databases) {
    this(suffix, folder, databases, Map.of());
  }

  /** A server to back up. */
  record Target(String id, String engine, String uri) {}

  /**
   * The targets are MongoDB and PostgreSQL of the environment, which all tests share. The Redis
   * there has the numbered databases of every module; its tests have servers of their own.
   */
  RunningBackupService(String suffix, Path folder, String databases, Map<String, Object> more) {
    super(withoutRedis(environment("backup-service", suffix)), settings(folder, databases, more));
    start();
  }

  private static Map<String, String> withoutRedis(Map<String, String> of) {
    Map<String, String> environment = new HashMap<>(of);
    environment.keySet().removeIf(name -> name.startsWith(TARGETS + "REDIS_"));
    return environment;
  }

  /** With other targets. */
  RunningBackupService(String suffix, Path folder, List<Target> targets) {
    this(suffix, folder, targets, Map.of());
  }

  RunningBackupService(String suffix, Path folder, List<Target> targets, Map<String, Object> more) {
    super(
        environment(environment("backup-service", suffix), targets),
        settings(folder, "none", more));
    start();
  }

  private static Map<String, String> environment(Map<String, String> of, List<Target> targets) {
    Map<String, String> environment = new HashMap<>(of);
    environment.keySet().removeIf(name -> name.startsWith(TARGETS));
    for (Target target : targets) {
      String id = target.id().toUpperCase(Locale.ROOT);
      environment.put(TARGETS + id + "_ENGINE", target.engine());
      environment.put(TARGETS + id + "_URI", target.uri());
    }
    return environment;
  }

  private static Map<String, Object> settings(
      Path folder, String databases, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("orchestratex.backup.scope.databases", databases);
    settings.put("orchestratex.backup.restore.own-databases", databases);
    settings.put("orchestratex.backup.vault.path", folder.resolve("vault").toString());
    settings.put("orchestratex.backup.key.file", folder.resolve("backup.key").toString());
    settings.put("orchestratex.backup.job-log.folder", folder.resolve("job-logs").toString());
    settings.put("orchestratex.backup.job.poll", "50ms");
    settings.put("orchestratex.backup.job.heartbeat", "300ms");
    settings.put("orchestratex.backup.job.lease", "2s");
    settings.put("orchestratex.backup.job.retry", "100ms");
    settings.put("orchestratex.backup.vault-check.interval", "200ms");
    settings.putAll(more);
    return settings;
  }

  /** Takes a target out of the settings, from the next start on. */
  void forget(String target) {
    environment()
        .keySet()
        .removeIf(name -> name.startsWith(TARGETS + target.toUpperCase(Locale.ROOT) + "_"));
  }

  /** As if the lease of a worker that was killed had run out: others may claim its job at once. */
  void leaseOfKilledRunsOut(Job job) {
    // The killed worker may still hold the row; it lets go of it while its thread ends.
    Thread.ofVirtual()
        .start(() ->
            sql(
                """
                UPDATE jobs SET lease_until = now() - interval '1 second'
                WHERE status = 'running' AND (id = '%s' AND attempt = %d OR id = '%s')\
                """
                    .formatted(job.id(), job.attempt(), job.parent())));
  }

  /** One more process on the same database and vault; it takes no jobs. */
  ApplicationContext another() {
    ApplicationContext other = run(Map.of("orchestratex.backup.job.workers", 0));
    others.add(other);
    return other;
  }

  Answer call(String method, String path, String body, String role, Map<String, String> headers) {
    HttpRequest.Builder request =
        request(path, token("ann", role))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return Answer.of(send(request));
  }

  HttpResponse<byte[]> download(String path) {
    return send(request(path, token("ann", Role.OPERATOR)), BodyHandlers.ofByteArray());
  }

  JsonNode get(String path) {
    Answer answer = call("GET", path, null, Role.OPERATOR);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body();
  }

  Answer post(String path, String body) {
    return call("POST", path, body, Role.OPERATOR);
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
            List.of("succeeded", "failed", "cancelled", "rolled_back", "rollback_failed")
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
    try (Connection connection = sql();
        Statement run = connection.createStatement()) {
      run.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  /** The first value of a query on its own store. */
  String one(String query) {
    try (Connection connection = sql();
        Statement run = connection.createStatement();
        ResultSet row = run.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  @Override
  public void close() {
    others.forEach(ApplicationContext::close);
    super.close();
  }
}
