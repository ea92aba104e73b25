package io.orchestratex.monitor.probe.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.RemoteProbeContract;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PostgresProbeTest extends RemoteProbeContract {

  @Override
  protected Probe probe() {
    return new PostgresProbe(SETTINGS);
  }

  @Override
  protected String liveAddress() {
    return TestEngines.shared().postgres().monitorUri();
  }

  @Override
  protected String addressAt(String host, int port) {
    return "postgresql://monitor:wrong-password@%s:%d/postgres".formatted(host, port);
  }

  @Override
  protected Set<String> expectedNames() {
    return Set.of(
        "ox_connections_used_ratio",
        "ox_cache_hit_valid",
        "ox_long_operations",
        "ox_blocked_operations",
        "postgresql_connections",
        "postgresql_connections_max",
        "postgresql_transactions_total",
        "postgresql_deadlocks_total",
        "postgresql_slow_queries",
        "postgresql_lock_wait_seconds",
        "postgresql_database_bytes",
        "postgresql_transaction_age_ratio",
        "postgresql_replicas");
  }

  private static Connection connect() throws SQLException {
    TestEngines.Postgres server = TestEngines.shared().postgres();
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  @Test
  void estimatesTheRowsOfTables() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        Probe.Session session = open(liveAddress())) {
      statement.execute("DROP TABLE IF EXISTS monitor_probe_rows");
      statement.execute("CREATE TABLE monitor_probe_rows AS SELECT generate_series(1, 321) AS n");
      statement.execute("ANALYZE monitor_probe_rows");

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(
                      value(
                          taken(session.measure(DEADLINE)),
                          "postgresql_table_rows",
                          Map.of("database", "postgres", "table", "monitor_probe_rows")))
                  .isGreaterThanOrEqualTo(321));

      // A database is visited again when something changed in it, long before the slow interval.
      statement.execute("TRUNCATE monitor_probe_rows");
      await()
          .atMost(SETTINGS.slowInterval().dividedBy(2))
          .untilAsserted(() ->
              assertThat(
                      value(
                          taken(session.measure(DEADLINE)),
                          "postgresql_table_rows",
                          Map.of("database", "postgres", "table", "monitor_probe_rows")))
                  .isZero());
      statement.execute("DROP TABLE monitor_probe_rows");
    }
  }

  @Test
  void countersThatBeganAnewLoseNoRows() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        Probe.Session session = open(liveAddress())) {
      statement.execute("DROP TABLE IF EXISTS monitor_probe_analyzed, monitor_probe_unmeasured");
      statement.execute("CREATE TABLE monitor_probe_analyzed AS SELECT generate_series(1, 321)");
      statement.execute("CREATE TABLE monitor_probe_unmeasured AS SELECT generate_series(1, 20)");
      statement.execute("ANALYZE monitor_probe_analyzed");
      await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(rows(session)).containsEntry("monitor_probe_unmeasured", 20.0));

      // As an unclean stop leaves them.
      statement.execute("SELECT pg_stat_reset()");
      statement.execute("INSERT INTO monitor_probe_analyzed VALUES (1), (2)");
      statement.execute("INSERT INTO monitor_probe_unmeasured VALUES (1), (2)");

      await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            Map<String, Double> rows = rows(session);
            assertThat(rows).containsEntry("monitor_probe_analyzed", 323.0);
            assertThat(rows).doesNotContainKey("monitor_probe_unmeasured");
          });
      statement.execute("DROP TABLE monitor_probe_analyzed, monitor_probe_unmeasured");
    }
  }

  /** As a restore does: the index sets the planner's figure, and nothing was analyzed. */
  @Test
  void rowsAreNotCountedTwiceBecauseOfAnIndex() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        Probe.Session session = open(liveAddress())) {
      statement.execute("DROP TABLE IF EXISTS monitor_probe_indexed");
      statement.execute("CREATE TABLE monitor_probe_indexed AS SELECT generate_series(1, 20) AS n");
      statement.execute("CREATE INDEX ON monitor_probe_indexed (n)");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            try (ResultSet row =
                statement.executeQuery(
                    "SELECT n_live_tup FROM pg_stat_user_tables"
                        + " WHERE relname = 'monitor_probe_indexed'")) {
              return row.next() && row.getLong(1) == 20;
            }
          });

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(rows(session)).containsEntry("monitor_probe_indexed", 20.0));
      statement.execute("DROP TABLE monitor_probe_indexed");
    }
  }

  private static Map<String, Double> rows(Probe.Session session) {
    return taken(session.measure(DEADLINE)).stream()
        .filter(sample -> sample.name().equals("postgresql_table_rows"))
        .filter(sample -> "postgres".equals(sample.labels().get("database")))
        .collect(
            Collectors.toMap(sample -> sample.labels().getOrDefault("table", ""), Sample::value));
  }

  @Test
  void keepsToTheParametersOfAnAddress() {
    // The server of the tests has no certificate, so a connection would be made in the clear.
    try (Probe.Session session = open(liveAddress() + "?sslmode=verify-full")) {
      assertThat(session.measure(DEADLINE))
          .isInstanceOfSatisfying(
              Measurement.Failed.class,
              failed -> assertThat(failed.reason()).as(failed.detail()).isEqualTo(Reason.TLS));
    }
    try (Probe.Session session = open(liveAddress() + "?sslmode=disable")) {
      taken(session.measure(DEADLINE));
    }
    Secret misspelt = new Secret(liveAddress() + "?sslmod=verify-full");
    assertThat(probe().accepts(misspelt)).isFalse();
    assertThat(probe().refusal(misspelt)).contains("the parameter sslmod,").doesNotContain("@127");
  }

  @Test
  void aHeldLockRaisesTheWaitingTime() throws Exception {
    try (Connection holder = connect();
        Connection waiter = connect();
        Probe.Session session = open(liveAddress());
        Statement hold = holder.createStatement();
        Statement wait = waiter.createStatement()) {
      holder.setAutoCommit(false);
      hold.execute("SELECT pg_advisory_xact_lock(77001)");
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  wait.execute("SELECT pg_advisory_lock(77001)");
                } catch (SQLException e) {
                  // The connection was closed at the end of the test.
                }
              });

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> {
            List<Sample> samples = taken(session.measure(DEADLINE));
            assertThat(value(samples, "ox_blocked_operations", Map.of())).isPositive();
            assertThat(value(samples, "postgresql_lock_wait_seconds", Map.of())).isPositive();
          });
      holder.rollback();
      waiting.join();
    }
  }
}
