package io.orchestratex.backup.engine.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The tables of a database. */
final class Tables {

  private static final String CANCELLED = "57014";
  private static final String NOT_ALLOWED = "42501";

  private Tables() {}

  /**
   * A table.
   *
   * @param quoted schema and name, ready for SQL
   * @param columns those that COPY writes, ready for SQL, in order
   * @param inherits whether it has columns of another table, which come first once it is made anew
   */
  record Table(
      String schema, String name, String quoted, String columns, long estimate, boolean inherits) {

    /** The statement that writes its rows as pg_dump does. */
    String copyOut() {
      return copyOut(columns);
    }

    /** The same with the columns in another order. */
    String copyOut(String ordered) {
      return "COPY " + quoted + (ordered.isEmpty() ? "" : " (" + ordered + ")") + " TO STDOUT";
    }

    String copyIn() {
      return "COPY " + quoted + (columns.isEmpty() ? "" : " (" + columns + ")") + " FROM STDIN";
    }
  }

  /** Every ordinary table of users, by the name that it has in manifests. */
  static Map<String, Table> of(Connection connection, String database) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                SELECT n.nspname, c.relname,
                  quote_ident(n.nspname) || '.' || quote_ident(c.relname),
                  COALESCE((SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                    FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                    AND NOT a.attisdropped AND a.attgenerated = ''), ''),
                  c.reltuples::bigint,
                  NOT c.relispartition
                    AND EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND c.relpersistence <> 't'
                  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                    AND d.objid = c.oid AND d.deptype = 'e')\
                """);
        ResultSet row = select.executeQuery()) {
      Map<String, Table> tables = new TreeMap<>();
      while (row.next()) {
        Table table =
            new Table(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Math.max(0, row.getLong(5)),
                row.getBoolean(6));
        tables.put(PgNames.table(database, table.schema(), table.name()), table);
      }
      return tables;
    }
  }

  static long largeObjects(Connection connection) throws SQLException {
    return Long.parseLong(
        PgServer.strings(connection, "SELECT count(*)::text FROM pg_largeobject_metadata")
            .getFirst());
  }

  /** Rows of a table. */
  static long count(Connection connection, Table table) throws SQLException {
    return Long.parseLong(
        PgServer.strings(connection, "SELECT count(*)::text FROM ONLY " + table.quoted())
            .getFirst());
  }

  /**
   * Rows of a table, or PostgreSQL's own estimate where counting would take too long or is not
   * allowed.
   *
   * @param deadline in the terms of {@link System#nanoTime()}
   */
  static long count(Connection connection, Table table, long deadline) throws SQLException {
    long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    if (millis <= 0) {
      return table.estimate();
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = " + millis);
      try {
        return count(connection, table);
      } catch (SQLException e) {
        if (CANCELLED.equals(e.getSQLState()) || NOT_ALLOWED.equals(e.getSQLState())) {
          return table.estimate();
        }
        throw e;
      } finally {
        statement.execute("SET statement_timeout = 0");
      }
    }
  }
}
