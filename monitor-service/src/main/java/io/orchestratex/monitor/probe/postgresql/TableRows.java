package io.orchestratex.monitor.probe.postgresql;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.monitor.probe.SampleBag;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows per table, as the statistics estimate. They are only seen from inside a database, so each
 * measurement visits one that the account may enter and repeats what it saw in the others. No
 * connection stays open there: it would stand in the way of a restore.
 */
final class TableRows {

  private static final String DATABASES =
      """
      SELECT datname FROM pg_database
      WHERE NOT datistemplate AND datallowconn AND has_database_privilege(oid, 'CONNECT')
      ORDER BY datname LIMIT 50\
      """;

  private static final String TABLES =
      """
      SELECT CASE schemaname WHEN 'public' THEN relname ELSE schemaname || '.' || relname END AS name,
             n_live_tup, n_dead_tup
      FROM pg_stat_user_tables ORDER BY n_live_tup DESC, relid LIMIT 200\
      """;

  private final PostgresAddress address;
  private final Map<String, List<Sample>> seen = new HashMap<>();
  private int next;

  TableRows(PostgresAddress address) {
    this.address = address;
  }

  void read(Connection connection, Duration deadline, SampleBag bag) throws SQLException {
    List<String> databases = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(DATABASES)) {
      while (row.next()) {
        databases.add(row.getString(1));
      }
    }
    seen.keySet().retainAll(databases);
    if (!databases.isEmpty()) {
      visit(databases.get(next % databases.size()), deadline);
      next = (next + 1) % databases.size();
    }
    seen.values().forEach(bag::addAll);
  }

  private void visit(String database, Duration deadline) {
    SampleBag bag = new SampleBag();
    try (Connection inside = address.connect(database, deadline);
        Statement statement = inside.createStatement();
        ResultSet row = statement.executeQuery(TABLES)) {
      while (row.next()) {
        String table = row.getString("name");
        bag.add(
            "postgresql_table_rows",
            row.getDouble("n_live_tup"),
            "database",
            database,
            "table",
            table);
        bag.add(
            "postgresql_table_dead_rows",
            row.getDouble("n_dead_tup"),
            "database",
            database,
            "table",
            table);
      }
      seen.put(database, bag.samples());
    } catch (SQLException e) {
      // It was dropped, or takes no connections for the moment; the server as a whole is well.
      seen.remove(database);
    }
  }
}
