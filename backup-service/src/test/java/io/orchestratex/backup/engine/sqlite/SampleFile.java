package io.orchestratex.backup.engine.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.sqlite.Collation;
import org.sqlite.SQLiteConfig;

/** A database file as an application fills it, and what is in it as text. */
public final class SampleFile {

  private SampleFile() {}

  /** Opens a file as an application does; makes it when there is none. */
  public static Connection open(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(30_000);
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF); // No power fails here.
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /** Carries out statements. */
  public static void execute(Path file, String... statements) {
    try (Connection database = open(file)) {
      execute(database, statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void execute(Connection database, String... statements) throws SQLException {
    try (Statement statement = database.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** Every kind of thing that a file can hold. */
  public static void fill(Path file) {
    execute(
        file,
        "PRAGMA user_version = 7",
        "PRAGMA application_id = 1868",
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE)",
        "CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer REFERENCES customers,"
            + " what, twice GENERATED ALWAYS AS (id * 2) VIRTUAL)",
        "CREATE TABLE empty (a, b)",
        "CREATE TABLE \"odd \"\"name\"\" ; 🌍\" (\"a column\" PRIMARY KEY, rowid) WITHOUT ROWID",
        "CREATE TABLE strict_ones (a INT, b REAL, c ANY) STRICT",
        "CREATE TABLE lefts (n)",
        "CREATE TABLE rights (n)",
        "CREATE INDEX by_customer ON orders (customer, what) WHERE what IS NOT NULL",
        "CREATE VIEW named AS SELECT name, what FROM orders JOIN customers ON customers.id = customer",
        "CREATE TRIGGER named_once AFTER INSERT ON customers BEGIN"
            + " UPDATE customers SET name = trim(name) WHERE id = new.id; END",
        "CREATE VIRTUAL TABLE notes USING fts5(title, body)",
        "CREATE VIRTUAL TABLE places USING rtree(id, west, east)",
        "INSERT INTO customers VALUES (1, 'Ann'), (2, 'Grüße 🌍'), (9223372036854775807, NULL)",
        "INSERT INTO orders (customer, what) VALUES (1, 'text'), (2, 2.5), (1, x'00ff'), (1, x''),"
            + " (2, 'with' || char(0) || 'zero'), (2, CAST(x'ff80' AS TEXT)), (1, NULL), (1, ''),"
            + " (77, 9e999), (1, -9223372036854775808)",
        "INSERT INTO \"odd \"\"name\"\" ; 🌍\" VALUES ('k', 1), (x'6b', 2)",
        "INSERT INTO strict_ones VALUES (1, 0.1, 'any'), (2, -0.0, 3)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
            + " INSERT INTO orders (customer, what) SELECT 1, printf('%0900d', i) FROM n",
        "INSERT INTO notes VALUES ('first', 'one moment in time'), ('second', 'another moment')",
        "INSERT INTO places VALUES (1, 2.5, 3.5)",
        "DELETE FROM orders WHERE id BETWEEN 100 AND 150");
  }

  /** Adds a table with an index by a collation that only this application knows. */
  static void withOwnCollation(Path file) {
    try (Connection database = open(file)) {
      Collation.create(
          database,
          "OWN",
          new Collation() {
            @Override
            protected int xCompare(String left, String right) {
              return right.compareTo(left);
            }
          });
      execute(
          database,
          "CREATE TABLE own (a TEXT COLLATE OWN PRIMARY KEY)",
          "INSERT INTO own VALUES ('a'), ('b')");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What applications go on with. */
  public static void damage(Path file) {
    execute(
        file,
        "UPDATE orders SET what = 'changed' WHERE id = 1",
        "DELETE FROM customers WHERE id = 2",
        "INSERT INTO notes VALUES ('third', 'later')",
        "DROP TABLE empty",
        "DROP INDEX by_customer",
        "CREATE TABLE later (a)",
        "PRAGMA user_version = 8");
  }

  /** All that can be read from it, with the storage class of each value. */
  public static String picture(Path file) {
    if (!Files.exists(file)) {
      return "no file";
    }
    StringBuilder text = new StringBuilder();
    try (Connection database = open(file)) {
      for (String pragma : new String[] {"user_version", "application_id", "journal_mode"}) {
        print(database, "PRAGMA " + pragma, text);
      }
      print(database, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2", text);
      for (Table table : Table.all(database)) {
        print(
            database,
            "SELECT %s FROM %s ORDER BY 1"
                .formatted(String.join(", ", table.columns()), Databases.quoted(table.name())),
            text.append(table.name()).append('\n'));
      }
      if (text.indexOf("CREATE VIRTUAL TABLE notes") >= 0) {
        print(database, "SELECT title FROM notes WHERE notes MATCH 'moment' ORDER BY 1", text);
      }
      return text.toString();
    } catch (SQLException e) {
      return "cannot be read: " + e.getMessage();
    }
  }

  private static void print(Connection database, String query, StringBuilder text)
      throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(query);
        ResultSet result = statement.executeQuery()) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        for (int column = 1; column <= columns; column++) {
          Object value = result.getObject(column);
          text.append(value == null ? "null" : value.getClass().getSimpleName())
              .append(' ')
              .append(shown(value, result.getBytes(column)))
              .append('|');
        }
        text.append('\n');
      }
    }
  }

  private static String shown(Object value, byte[] bytes) {
    boolean isBytes = value instanceof byte[] || value instanceof String;
    return isBytes && bytes != null ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
  }
}
