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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows per table, as the statistics estimate. They are only visible from inside a database, so each
 * measurement visits the next one that the account may enter and repeats the last figures of the
 * others. No connection stays open there, because it would block a restore; and as a new one costs
 * more than all the rest of a measurement, a database in which no row changed since its last visit
 * is visited only at the slow interval.
 *
 * <p>After an unclean stop, and after {@code pg_stat_reset}, the server's counters begin at 0. What
 * was known then counts from the planner's figure, which survives; a table that never had one shows
 * no rows until it is analyzed.
 */
final class TableRows {

  private static final String DATABASES =
      """
      SELECT d.datname, coalesce(s.tup_inserted + s.tup_updated + s.tup_deleted, 0) AS changes
      FROM pg_database d LEFT JOIN pg_stat_database s ON s.datid = d.oid
      WHERE NOT datistemplate AND datallowconn AND has_database_privilege(d.oid, 'CONNECT')
      ORDER BY d.datname LIMIT 50\
      """;

  /** Without a time of an analysis the counters are not older than the last reset. */
  private static final String TABLES =
      """
      SELECT CASE s.schemaname WHEN 'public' THEN s.relname ELSE s.schemaname || '.' || s.relname END AS name,
             s.n_live_tup, s.n_dead_tup, s.n_tup_ins, c.reltuples,
             coalesce(s.last_analyze, s.last_autoanalyze, s.last_vacuum, s.last_autovacuum) IS NOT NULL AS measured,
             CASE WHEN s.n_tup_ins = 0 AND c.reltuples <= 0 AND s.n_live_tup = 0
               THEN pg_relation_size(c.oid) > 0 ELSE false END AS lost
      FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
      ORDER BY greatest(s.n_live_tup, c.reltuples) DESC, s.relid LIMIT 200\
      """;

  /** Changes when the counters begin anew. */
  private static final String EPOCH =
      """
      SELECT concat((SELECT stats_reset FROM pg_stat_bgwriter), ' ',
        (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()))\
      """;

  private final PostgresAddress address;
  private final long slowNanos;
  private final Map<String, Visit> visits = new HashMap<>();
  private int next;

  TableRows(PostgresAddress address, Duration slowInterval) {
    this.address = address;
    this.slowNanos = slowInterval.toNanos();
  }

  /**
   * What a visit found, and how many rows had changed in the database's life before it.
   *
   * @param doubtful tables whose counters began anew while they had rows that are not known
   * @param unmeasured tables whose rows only the counters know
   */
  private record Visit(
      List<Sample> samples,
      long changes,
      long atNanos,
      String epoch,
      Set<String> doubtful,
      Set<String> unmeasured) {}

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
        Statement statement = inside.createStatement()) {
      String epoch = epoch(statement);
      Set<String> doubtful = new HashSet<>();
      Set<String> unmeasured = new HashSet<>();
      Set<String> suspects = suspects(visits.get(database.name()), epoch);
      try (ResultSet row = statement.executeQuery(TABLES)) {
        while (row.next()) {
          String table = row.getString("name");
          add(bag, "postgresql_table_dead_rows", row.getDouble("n_dead_tup"), database, table);
          if (!row.getBoolean("measured") && row.getDouble("reltuples") <= 0) {
            if (suspects.contains(table)) {
              doubtful.add(table);
            }
            // What a session did just now reaches the counters within a second or so.
            boolean isUnknown = suspects.contains(table) || row.getBoolean("lost");
            if (isUnknown || row.getDouble("n_live_tup") > 0) {
              unmeasured.add(table);
            }
            if (isUnknown) {
              continue;
            }
          }
          add(bag, "postgresql_table_rows", rows(row), database, table);
        }
      }
      visits.put(
          database.name(),
          new Visit(
              bag.samples(), database.changes(), System.nanoTime(), epoch, doubtful, unmeasured));
    } catch (SQLException e) {
      // It was dropped, or takes no connections for the moment; the server as a whole is well.
      visits.remove(database.name());
    }
  }

  private static String epoch(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(EPOCH)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Set<String> suspects(@Nullable Visit last, String epoch) {
    if (last == null) {
      return Set.of();
    }
    return last.epoch().equals(epoch) ? last.doubtful() : last.unmeasured();
  }

  private static double rows(ResultSet row) throws SQLException {
    double counted = row.getDouble("n_live_tup");
    double planned = row.getDouble("reltuples");
    // The making of an index sets the planner's figure as well: rows are not in both.
    boolean isComplete =
        row.getBoolean("measured") || planned <= 0 || row.getDouble("n_tup_ins") >= planned;
    return isComplete ? counted : planned + counted;
  }

  private static void add(
      SampleBag bag, String name, double value, Database database, String table) {
    bag.add(name, value, "database", database.name(), "table", table);
  }
}
