package io.orchestratex.monitor.probe.postgresql;

import io.orchestratex.monitor.probe.SampleBag;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code pg_stat_activity} and locks: connections, what runs for long, what waits. */
final class Activity {

  private static final String CONNECTIONS =
      """
      SELECT coalesce(state, 'unknown') AS state, count(*) AS count,
             current_setting('max_connections')::int
               - current_setting('superuser_reserved_connections')::int AS allowed
      FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1\
      """;

  private static final String RUNNING =
      """
      SELECT count(*) FILTER (WHERE state = 'active' AND now() - query_start > interval '1 second') AS slow,
             count(*) FILTER (WHERE state = 'active' AND now() - query_start > interval '30 seconds') AS long,
             coalesce(extract(epoch FROM max(now() - query_start) FILTER (WHERE state = 'active')), 0) AS longest,
             coalesce(extract(epoch FROM max(now() - xact_start)
               FILTER (WHERE state LIKE 'idle in transaction%')), 0) AS idle,
             count(*) FILTER (WHERE wait_event_type = 'Lock') AS blocked,
             extract(epoch FROM now() - pg_postmaster_start_time()) AS uptime
      FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()\
      """;

  /** {@code waitstart} is null for the first moments of a wait. */
  private static final String LOCKS =
      """
      SELECT coalesce(extract(epoch FROM max(clock_timestamp() - waitstart)), 0)
      FROM pg_locks WHERE NOT granted\
      """;

  private static final int HAS_WAIT_START = 14;

  private Activity() {}

  static void read(Connection connection, SampleBag bag) throws SQLException {
    connections(connection, bag);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(RUNNING)) {
      row.next();
      bag.add("postgresql_slow_queries", row.getDouble("slow"));
      bag.add("ox_long_operations", row.getDouble("long"));
      bag.add("postgresql_longest_query_seconds", row.getDouble("longest"));
      bag.add("postgresql_idle_transaction_seconds", row.getDouble("idle"));
      bag.add("ox_blocked_operations", row.getDouble("blocked"));
      bag.add("postgresql_uptime_seconds", row.getDouble("uptime"));
    }
    if (connection.getMetaData().getDatabaseMajorVersion() >= HAS_WAIT_START) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(LOCKS)) {
        row.next();
        bag.add("postgresql_lock_wait_seconds", row.getDouble(1));
      }
    }
  }

  private static void connections(Connection connection, SampleBag bag) throws SQLException {
    Map<String, Double> counts = new LinkedHashMap<>();
    double allowed = Double.NaN;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CONNECTIONS)) {
      while (row.next()) {
        counts.put(row.getString("state"), row.getDouble("count"));
        allowed = row.getDouble("allowed");
      }
    }
    counts.forEach((state, count) -> bag.add("postgresql_connections", count, "state", state));
    bag.add("postgresql_connections_max", allowed);
    bag.add(
        "ox_connections_used_ratio",
        counts.values().stream().mapToDouble(Double::doubleValue).sum() / allowed);
  }
}
