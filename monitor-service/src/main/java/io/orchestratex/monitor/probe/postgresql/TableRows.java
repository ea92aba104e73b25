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
 * Rows per table, as the statistics estimate. They are only visible from inside a database, so each
 * measurement visits the next one that the account may enter and repeats the last figures of the
 * others. No connection stays open there, because it would block a restore; and as a new one costs
 * more than all the rest of a measurement, a database in which no row changed since its last visit
 * is visited only at the slow interval.
 */
final class TableRows {

  private static final String DATABASES =
      """
      SELECT d.datname, coalesce(s.tup_inserted + s.tup_updated + s.tup_deleted, 0) AS changes
      FROM pg_database d LEFT JOIN pg_stat_database s ON s.datid = d.oid
      WHERE NOT datistemplate AND datallowconn AND has_database_privilege(d.oid, 'CONNECT')
      ORDER BY d.datname LIMIT 50\
      """;

  private static final String TABLES =
      """
      SELECT CASE schemaname WHEN 'public' THEN relname ELSE schemaname || '.' || relname END AS name,
             n_live_tup, n_dead_tup
      FROM pg_stat_user_tables ORDER BY n_live_tup DESC, relid LIMIT 200\
      """;

  private final PostgresAddress address;
  private final long slowNanos;
  private final Map<String, Visit> visits = new HashMap<>();
  private int next;

  TableRows(PostgresAddress address, Duration slowInterval) {
    this.address = address;
    this.slowNanos = slowInterval.toNanos();
  }

  /** What a visit found, and how many rows had changed in the database's life before it. */
  private record Visit(List<Sample> samples, long changes, long atNanos) {}

  private record Database(String name, long changes) {}

  void read(Connection connection, Duration deadline, SampleBag bag) throws SQLException {
    List<Database> databases = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(DATABASES)) {
      while (row.next()) {
        databases.add(new Database(row.getString("datname"), row.getLong("changes")));
      }
    }
    visits.keySet().retainAll(databases.stream().map(Database::name).toList());
    if (!databases.isEmpty()) {
      Database database = databases.get(next % databases.size());
      if (isDue(database)) {
        visit(database, deadline);
      }
      next = (next + 1) % databases.size();
    }
    visits.values().forEach(visit -> bag.addAll(visit.samples()));
  }

  private boolean isDue(Database database) {
    Visit last = visits.get(database.name());
    return last == null
        || last.changes() != database.changes()
        || System.nanoTime() - last.atNanos() >= slowNanos;
  }

  private void visit(Database database, Duration deadline) {
    SampleBag bag = new SampleBag();
    try (Connection inside = address.connect(database.name(), deadline);
        Statement statement = inside.createStatement();
        ResultSet row = statement.executeQuery(TABLES)) {
      while (row.next()) {
        String table = row.getString("name");
        bag.add(
            "postgresql_table_rows",
            row.getDouble("n_live_tup"),
            "database",
            database.name(),
            "table",
            table);
        bag.add(
            "postgresql_table_dead_rows",
            row.getDouble("n_dead_tup"),
            "database",
            database.name(),
            "table",
            table);
      }
      visits.put(database.name(), new Visit(bag.samples(), database.changes(), System.nanoTime()));
    } catch (SQLException e) {
      // It was dropped, or takes no connections for the moment; the server as a whole is well.
      visits.remove(database.name());
    }
  }
}
