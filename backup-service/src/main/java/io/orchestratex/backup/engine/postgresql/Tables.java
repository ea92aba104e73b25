package io.orchestratex.backup.engine.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** The tables of a database. */
final class Tables {

  private static final String CANCELLED = "57014";

  private Tables() {}

  /**
   * A table.
   *
   * @param quoted schema and name, ready for SQL
   * @param columns those that COPY writes, ready for SQL, in order
   */
  record Table(String schema, String name, String quoted, String columns, long estimate) {

    /** The statement that writes its rows as pg_dump does. */
    String copyOut() {
      return "COPY " + quoted + (columns.isEmpty() ? "" : " (" + columns + ")") + " TO STDOUT";
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
                  c.reltuples::bigint
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
                Math.max(0, row.getLong(5)));
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

  /** Rows of a table, or PostgreSQL's own estimate where counting takes too long. */
  static long count(Connection connection, Table table, int limitMillis) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = " + limitMillis);
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM ONLY " + table.quoted())) {
        row.next();
        return row.getLong(1);
      } catch (SQLException e) {
        if (CANCELLED.equals(e.getSQLState()) && limitMillis > 0) {
          return table.estimate();
        }
        throw e;
      } finally {
        if (connection.getAutoCommit()) {
          statement.execute("SET statement_timeout = 0");
        }
      }
    }
  }
}
