package io.orchestratex.backup.engine.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table whose rows the file holds. Virtual tables have none of their own: they keep them in
 * shadow tables, which are tables like others here. What is computed from other columns is not
 * read, because its function may be the application's.
 *
 * @param columns those that are stored, with the row's number where it has one
 */
record Table(String name, List<String> columns) {

  private static final List<String> ROW_NUMBERS = List.of("rowid", "_rowid_", "oid");

  Table {
    columns = List.copyOf(columns);
  }

  /** All tables of a database but its schema, by name. */
  static List<Table> all(Connection database) throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT name, wr FROM pragma_table_list WHERE schema = 'main'"
                    + " AND type IN ('table', 'shadow') AND name <> 'sqlite_schema' ORDER BY name")) {
      while (result.next()) {
        tables.add(of(database, result.getString(1), result.getInt(2) == 0));
      }
    }
    return tables;
  }

  private static Table of(Connection database, String name, boolean hasRowNumbers)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    try (PreparedStatement statement =
        database.prepareStatement("SELECT name, hidden FROM pragma_table_xinfo(?)")) {
      statement.setString(1, name);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          taken.add(result.getString(1).toLowerCase(Locale.ROOT));
          if (result.getInt(2) == 0) {
            columns.add(Databases.quoted(result.getString(1)));
          }
        }
      }
    }
    Stream<String> number =
        hasRowNumbers
            ? ROW_NUMBERS.stream().filter(each -> !taken.contains(each)).limit(1)
            : Stream.of();
    return new Table(name, Stream.concat(number, columns.stream()).toList());
  }

  /** Reads each row. */
  ObjectFact fact(Connection database, ProgressMonitor monitor) throws SQLException {
    monitor.detail(name);
    ContentHash hash = new ContentHash();
    Row row = new Row(hash);
    try (Statement statement = database.createStatement();
        ResultSet result =
            statement.executeQuery(
                columns.stream()
                    .collect(
                        Collectors.joining(", ", "SELECT ", " FROM " + Databases.quoted(name))))) {
      while (result.next()) {
        long bytes = 0;
        for (int column = 1; column <= columns.size(); column++) {
          bytes += row.add(result, column);
        }
        hash.end();
        monitor.processed(bytes);
        monitor.checkpoint();
      }
    }
    return hash.fact(Contents.DATABASE + "." + name);
  }

  /**
   * What the file defines: tables, indexes, views, triggers, and the application's own numbers.
   *
   * @param bytes of the file that no table's rows account for
   */
  static ObjectFact schema(Connection database, FileHeader header, long bytes) throws SQLException {
    ContentHash hash = new ContentHash();
    Row row = new Row(hash);
    long count = 0;
    try (Statement statement = database.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT type, name, tbl_name, sql FROM sqlite_schema")) {
      while (result.next()) {
        for (int column = 1; column <= 4; column++) {
          row.add(result, column);
        }
        hash.end();
        count++;
      }
    }
    byte[] numbers =
        "user_version %d, application_id %d"
            .formatted(header.userVersion(), header.applicationId())
            .getBytes(UTF_8);
    hash.add(numbers, 0, numbers.length);
    ObjectFact all = hash.fact(Contents.DATABASE + ".sqlite_schema");
    return new ObjectFact(all.name(), count, all.hash(), bytes);
  }
}
