package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a database file that is nobody else's to its end: its pages and indexes by {@code PRAGMA
 * integrity_check}, its foreign keys, and each row of each table.
 */
final class DatabaseCheck {

  private static final String SOUND = "ok";

  private final Connection database;
  private final FileHeader header;
  private final ProgressMonitor monitor;

  private DatabaseCheck(Connection database, FileHeader header, ProgressMonitor monitor) {
    this.database = database;
    this.header = header;
    this.monitor = monitor;
  }

  /**
   * Checks a file.
   *
   * @throws DamagedDatabaseException when it is not a whole and sound database
   */
  static Contents of(Path file, ProgressMonitor monitor) throws IOException {
    FileHeader header = FileHeader.ofWhole(file);
    try (Connection database = Databases.own(file)) {
      return new DatabaseCheck(database, header, monitor).contents();
    } catch (SQLException e) {
      monitor.checkpoint(); // What is stopped half-way fails as well.
      throw new DamagedDatabaseException("SQLite cannot read it: " + e.getMessage(), e);
    }
  }

  private Contents contents() throws SQLException, IOException {
    List<Table> tables = Table.all(database);
    List<String> unchecked = unsound(tables);
    List<ObjectFact> facts = new ArrayList<>();
    for (Table table : tables) {
      facts.add(table.fact(database, monitor));
    }
    long rows = facts.stream().mapToLong(ObjectFact::bytes).sum();
    facts.addFirst(Table.schema(database, header, Math.max(0, header.bytes() - rows)));
    return new Contents(header, facts, orphans(), unchecked);
  }

  /**
   * Has SQLite check everything.
   *
   * @return tables that it cannot check whole
   */
  private List<String> unsound(List<Table> tables) throws SQLException, IOException {
    monitor.detail("integrity check");
    try {
      requireSound("PRAGMA integrity_check(10)");
      return List.of();
    } catch (SQLException e) {
      if (!SqliteFaults.isMissingFunction(e)) {
        throw e;
      }
    }
    List<String> unchecked = new ArrayList<>();
    for (Table table : tables) {
      try {
        requireSound("PRAGMA integrity_check(" + Databases.quoted(table.name()) + ")");
      } catch (SQLException e) {
        if (!SqliteFaults.isMissingFunction(e)) {
          throw e;
        }
        unchecked.add(table.name());
      }
    }
    return unchecked;
  }

  private void requireSound(String check) throws SQLException, IOException {
    List<String> found = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ProgressMonitor.Registration _ = monitor.onStop(() -> cancel(statement));
        ResultSet result = statement.executeQuery(check)) {
      while (result.next()) {
        found.add(result.getString(1).strip().replace('\n', ' '));
      }
    }
    monitor.checkpoint();
    if (!found.equals(List.of(SOUND))) {
      throw new DamagedDatabaseException(
          "integrity_check says: "
              + String.join("; ", found.subList(0, Math.min(3, found.size()))));
    }
  }

  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      // It has ended.
    }
  }

  /** Rows whose foreign keys lead nowhere; 0 where SQLite cannot tell. */
  private long orphans() throws SQLException {
    long orphans = 0;
    try (Statement statement = database.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA foreign_key_check")) {
      while (result.next()) {
        orphans++;
      }
    } catch (SQLException e) {
      if (!SqliteFaults.isMissingFunction(e)) {
        throw e; // A parent table that is not there is the application's own matter.
      }
    }
    return orphans;
  }
}
