package io.orchestratex.kit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.TestService;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A service whose schedules write rows, with a clock that only the tests move. */
final class ScheduledService extends TestService {

  static final String SCHEDULES = "/api/v1/schedules";

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final List<ApplicationContext> replicas = new ArrayList<>();

  ScheduledService() {
    super(engines(), properties());
  }

  /** Where the engines are; the settings of the service whose stores these are stay away. */
  private static Map<String, String> engines() {
    Map<String, String> variables = environment("backup-service", "kitschedules");
    variables.keySet().removeIf(name -> name.startsWith("ORCHESTRATEX_BACKUP_"));
    return variables;
  }

  private static Map<String, Object> properties() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("spec", "schedules");
    settings.put("micronaut.application.name", "kit-schedules");
    settings.put("datasources.default.url", "${POSTGRES_URL}");
    settings.put("datasources.default.username", "${POSTGRES_USER}");
    settings.put("datasources.default.password", "${POSTGRES_PASSWORD}");
    settings.put("datasources.default.driver-class-name", "org.postgresql.Driver");
    settings.put("datasources.default.dialect", "POSTGRES");
    settings.put("datasources.default.maximum-pool-size", 8);
    settings.put("datasources.default.minimum-idle", 1);
    settings.put("flyway.datasources.default.enabled", true);
    settings.put(
        "flyway.datasources.default.locations", "classpath:db/plumbing,classpath:db/schedule");
    settings.put("orchestratex.schedule.poll", "20ms");
    settings.put("orchestratex.schedule.heartbeat", "50ms");
    settings.put("orchestratex.schedule.retry", "5s");
    return settings;
  }

  /** One more process on the same database. */
  ApplicationContext replica() {
    ApplicationContext replica = run(Map.of());
    replicas.add(replica);
    return replica;
  }

  /** Asks as an operator; the path is that below the schedules. */
  Answer asked(String method, String path, String body) {
    return call(method, SCHEDULES + path, body, Role.OPERATOR);
  }

  JsonNode ok(String method, String path, String body) {
    Answer answer = asked(method, path, body);
    assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 204);
    return answer.body();
  }

  JsonNode shown(String path) {
    return ok("GET", path, "");
  }

  /** Makes a schedule for 2:30 each day in Berlin. */
  void daily(String id, String missed) {
    ok(
        "POST",
        "",
        """
        {"id": "%s", "action": "sample", "cron": "30 2 * * *", "zone": "Europe/Berlin",
         "missed": "%s", "missed_limit": 2}\
        """
            .formatted(id, missed));
  }

  void execute(String statement) {
    try (Connection connection = sql();
        Statement run = connection.createStatement()) {
      run.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  /** The first column of what a query finds for an id, as texts. */
  List<String> query(String select, String id) {
    try (Connection connection = sql();
        PreparedStatement query = connection.prepareStatement(select)) {
      query.setString(1, id);
      List<String> values = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(select, e);
    }
  }

  /** The jobs of a schedule. */
  List<String> jobs(String id) {
    return query("SELECT id FROM sample_jobs WHERE schedule = ? ORDER BY id", id);
  }

  /** When the alarm of a schedule rings, in seconds, and whether a process has taken it. */
  List<String> alarm(String id) {
    return query(
        "SELECT extract(epoch FROM execution_time)::bigint || ' ' || picked FROM schedule_alarms"
            + " WHERE task_instance = ?",
        id);
  }

  /** Time passes meanwhile: a process looks for alarms again and again. */
  void awaitAlarm(String id, Instant at) {
    await("alarm of " + id)
        .atMost(LIMIT)
        .untilAsserted(() -> {
          SettableClock.advance(Duration.ofMillis(50));
          assertThat(alarm(id)).containsExactly(at.getEpochSecond() + " false");
        });
  }

  /** Waits until the alarm of a due time that met a fault is set for later. */
  void awaitRefusal(String id, Instant due) {
    await("later alarm of " + id)
        .atMost(LIMIT)
        .untilAsserted(() -> {
          SettableClock.advance(Duration.ofMillis(50));
          assertThat(alarm(id)).singleElement().asString().endsWith(" false");
          assertThat(Long.parseLong(alarm(id).getFirst().split(" ")[0]))
              .isGreaterThan(due.getEpochSecond());
        });
  }

  void awaitNoAlarm(String id) {
    await("no alarm of " + id)
        .atMost(LIMIT)
        .until(() -> {
          SettableClock.advance(Duration.ofMillis(50));
          return alarm(id).isEmpty();
        });
  }

  /** Due times and what came of them, newest first. */
  List<String> outcomes(String id) {
    List<String> outcomes = new ArrayList<>();
    call("GET", "/api/v1/schedules/" + id + "/history", "", Role.OPERATOR)
        .body()
        .path("items")
        .forEach(
            run -> outcomes.add(run.path("due_at").asText() + " " + run.path("outcome").asText()));
    return outcomes;
  }

  @Override
  public void close() {
    replicas.forEach(ApplicationContext::close);
    super.close();
  }

  /** The time of all processes of the test. */
  @Singleton
  @Primary
  @Requires(property = "spec", value = "schedules")
  static final class SettableClock implements InstantSource {

    private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.EPOCH);

    static void set(Instant now) {
      NOW.set(now);
    }

    static void advance(Duration by) {
      NOW.updateAndGet(now -> now.plus(by));
    }

    @Override
    public Instant instant() {
      return NOW.get();
    }
  }

  /** Writes a row for each order, in the transaction of the due time. */
  @Singleton
  @Requires(property = "spec", value = "schedules")
  static final class SampleAction implements ScheduleAction {

    /** What the next orders meet. */
    enum Trouble {
      NONE,
      REFUSED,
      AWAY,
      CONNECTION_LOST
    }

    static final AtomicReference<Trouble> TROUBLE = new AtomicReference<>(Trouble.NONE);

    private final Postgres postgres;

    SampleAction(Postgres postgres) {
      this.postgres = postgres;
    }

    @Override
    public String name() {
      return "sample";
    }

    @Override
    public List<FieldError> check(Map<String, Object> settings) {
      return settings.containsKey("colour")
          ? List.of(new FieldError("/settings/colour", "is unknown"))
          : List.of();
    }

    @Override
    public String order(Order order) {
      return postgres.inTransaction(sql -> {
        String job = order.key();
        sql.createUpdate("INSERT INTO sample_jobs VALUES (:job, :schedule, :by)")
            .bind("job", job)
            .bind("schedule", order.schedule())
            .bind("by", order.requestedBy())
            .execute();
        switch (TROUBLE.get()) {
          case NONE -> {}
          case REFUSED -> throw FailureException.conflict("sample.refused", "There is no sample.");
          case AWAY -> throw FailureException.unavailable("sample.away", "Comes back.", null);
          case CONNECTION_LOST -> {
            TROUBLE.set(Trouble.NONE);
            sql.execute("SELECT pg_terminate_backend(pg_backend_pid())");
          }
        }
        return job;
      });
    }

    @Override
    public Map<String, String> states(Collection<String> jobs) {
      Map<String, String> states = new HashMap<>();
      jobs.forEach(job -> states.put(job, "succeeded"));
      return states;
    }
  }

  /** A schedule of the service's own. */
  @Factory
  @Requires(property = "test.declared.cron")
  static final class Declared {

    @Singleton
    DeclaredSchedule nightly(
        @Property(name = "test.declared.cron") String cron,
        @Property(name = "test.declared.enabled") boolean enabled) {
      return new DeclaredSchedule(
          "nightly",
          "sample",
          Map.of(),
          CronTimes.of(cron, ZoneId.of("UTC")),
          MissedRuns.ONCE,
          enabled);
    }
  }
}
