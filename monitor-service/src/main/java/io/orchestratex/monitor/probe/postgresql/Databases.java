package io.orchestratex.monitor.probe.postgresql;

import io.orchestratex.monitor.probe.CounterWindow;
import io.orchestratex.monitor.probe.SampleBag;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** {@code pg_stat_database}: transactions, deadlocks, temporary files and the cache. */
final class Databases {

  private static final String SQL =
      """
      SELECT datname, numbackends, xact_commit, xact_rollback, blks_hit, blks_read, deadlocks,
             conflicts, temp_bytes, extract(epoch FROM stats_reset)::text AS reset
      FROM pg_stat_database WHERE datname IS NOT NULL AND datname NOT LIKE 'template_'
      ORDER BY datname LIMIT 200\
      """;

  private final CounterWindow cacheHits = new CounterWindow();

  void read(Connection connection, SampleBag bag) throws SQLException {
    double hit = 0;
    double all = 0;
    StringBuilder epoch = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SQL)) {
      while (row.next()) {
        String name = row.getString("datname");
        hit += row.getDouble("blks_hit");
        all += row.getDouble("blks_hit") + row.getDouble("blks_read");
        epoch.append(name).append(row.getString("reset"));
        add(bag, "postgresql_database_connections", row, "numbackends", name);
        add(bag, "postgresql_blocks_hit_total", row, "blks_hit", name);
        add(bag, "postgresql_blocks_read_total", row, "blks_read", name);
        add(bag, "postgresql_deadlocks_total", row, "deadlocks", name);
        add(bag, "postgresql_conflicts_total", row, "conflicts", name);
        add(bag, "postgresql_temporary_bytes_total", row, "temp_bytes", name);
        bag.add(
            "postgresql_transactions_total",
            row.getDouble("xact_commit"),
            "database",
            name,
            "outcome",
            "committed");
        bag.add(
            "postgresql_transactions_total",
            row.getDouble("xact_rollback"),
            "database",
            name,
            "outcome",
            "rolled_back");
      }
    }
    bag.addShare("ox_cache_hit", cacheHits.share(hit, all, epoch.toString()));
  }

  private static void add(SampleBag bag, String name, ResultSet row, String column, String database)
      throws SQLException {
    bag.add(name, row.getDouble(column), "database", database);
  }
}
