package io.orchestratex.backup.engine.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A database file as SQL, as {@code .dump} of sqlite3 writes it: {@code sqlite3 new.db < file.sql}
 * makes the database again. Rows keep their numbers, text its zero characters.
 */
final class SqlDump {

  private static final String SEQUENCES = "sqlite_sequence";

  private final Connection database;
  private final Writer out;
  private final ProgressMonitor monitor;

  private SqlDump(Connection database, Writer out, ProgressMonitor monitor) {
    this.database = database;
    this.out = out;
    this.monitor = monitor;
  }

  static void write(Path file, OutputStream to, ProgressMonitor monitor) throws IOException {
    FileHeader header = FileHeader.ofWhole(file);
    try (Connection database = Databases.own(file)) {
      Writer out = new BufferedWriter(new OutputStreamWriter(to, UTF_8));
      new SqlDump(database, out, monitor).write(header);
      out.flush();
    } catch (SQLException e) {
      throw new DamagedDatabaseException("SQLite cannot read it: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write(FileHeader header) throws SQLException {
    line("PRAGMA encoding = '%s';".formatted(one("PRAGMA encoding")));
    line("PRAGMA foreign_keys = OFF;");
    line("PRAGMA writable_schema = ON;");
    line("BEGIN TRANSACTION;");
    tables();
    String others =
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('index', 'trigger', 'view')"
            + " ORDER BY type = 'trigger', rowid";
    each(others, row -> line(row.getString(1) + ";"));
    line("PRAGMA user_version = %d;".formatted(header.userVersion()));
    line("PRAGMA application_id = %d;".formatted(header.applicationId()));
    line("PRAGMA writable_schema = OFF;");
    line("COMMIT;");
  }

  private void tables() throws SQLException {
    Map<String, Table> tables = new HashMap<>();
    Table.all(database).forEach(table -> tables.put(table.name(), table));
    each(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY rowid",
        row -> {
          String name = row.getString(1);
          String sql = row.getString(2);
          Table table = tables.get(name);
          if (table == null) {
            line(
                "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql)"
                    + " VALUES ('table', %1$s, %1$s, 0, %2$s);".formatted(text(name), text(sql)));
          } else if (!name.startsWith("sqlite_")) {
            line(sql + ";");
            rows(table);
          }
        });
    Table sequences = tables.get(SEQUENCES);
    if (sequences != null) {
      line("DELETE FROM " + SEQUENCES + ";");
      rows(sequences);
    }
  }

  private void rows(Table table) throws SQLException {
    monitor.detail(table.name());
    List<String> columns = table.columns();
    String into =
        "INSERT INTO %s (%s) VALUES ("
            .formatted(Databases.quoted(table.name()), String.join(", ", columns));
    each(
        "SELECT %s FROM %s".formatted(String.join(", ", columns), Databases.quoted(table.name())),
        row -> {
          StringJoiner values = new StringJoiner(", ", into, ");");
          for (int column = 1; column <= columns.size(); column++) {
            values.add(literal(row, column));
          }
          line(values.toString());
          monitor.checkpoint();
        });
  }

  private static String literal(ResultSet row, int column) throws SQLException {
    return switch (row.getObject(column)) {
      case null -> "NULL";
      case Double real when real.isInfinite() -> real > 0 ? "9e999" : "-9e999";
      case byte[] blob -> blob(blob);
      case String value -> literal(value, row.getBytes(column));
      case Object number -> number.toString();
    };
  }

  /** A literal ends at a zero, and what is no UTF-8 would be no text of this file. */
  private static String literal(String value, byte[] stored) {
    return stored == null || Arrays.equals(value.getBytes(UTF_8), stored)
        ? text(value).replace("\0", "' || char(0) || '")
        : "CAST(" + blob(stored) + " AS TEXT)";
  }

  private static String blob(byte[] value) {
    return "x'" + HexFormat.of().formatHex(value) + "'";
  }

  private static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private String one(String query) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getString(1) : "";
    }
  }

  @FunctionalInterface
  private interface Each {
    void take(ResultSet row) throws SQLException;
  }

  private void each(String query, Each taker) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        taker.take(result);
      }
    }
  }

  private void line(String text) {
    try {
      out.write(text);
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
