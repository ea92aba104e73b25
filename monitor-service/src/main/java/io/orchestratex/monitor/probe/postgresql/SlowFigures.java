package io.orchestratex.monitor.probe.postgresql;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.monitor.probe.SampleBag;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** Sizes and ages, which cost the server a walk over its files: read now and then. */
final class SlowFigures {

  private static final String SQL =
      """
      SELECT datname, pg_database_size(oid) AS size, age(datfrozenxid)::float8 / 2147483648 AS age
      FROM pg_database WHERE NOT datistemplate AND datallowconn
        AND (has_database_privilege(oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'USAGE'))
      ORDER BY datname LIMIT 200\
      """;

  private final long everyNanos;
  private long readAt;
  private List<Sample> last = List.of();

  SlowFigures(Duration every) {
    everyNanos = every.toNanos();
  }

  void read(Connection connection, SampleBag bag) throws SQLException {
    if (last.isEmpty() || System.nanoTime() - readAt >= everyNanos) {
      last = figures(connection);
      readAt = System.nanoTime();
    }
    bag.addAll(last);
  }

  private static List<Sample> figures(Connection connection) throws SQLException {
    SampleBag bag = new SampleBag();
    double oldest = 0;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SQL)) {
      while (row.next()) {
        bag.add(
            "postgresql_database_bytes",
            row.getDouble("size"),
            "database",
            row.getString("datname"));
        oldest = Math.max(oldest, row.getDouble("age"));
      }
    }
    return bag.add("postgresql_transaction_age_ratio", oldest).samples();
  }
}
