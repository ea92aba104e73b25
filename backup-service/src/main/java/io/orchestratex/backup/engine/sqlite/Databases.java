package io.orchestratex.backup.engine.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

/** Opens database files. */
final class Databases {

  private static final int STEP_MILLIS = 100;

  private Databases() {}

  /**
   * Opens a file that other programs may use. Written for, because only then do the side files of
   * the WAL mode go again when it is closed; nothing is changed in it.
   */
  static Connection live(Path file, Duration lockWait) throws SQLException {
    SQLiteConfig config = config();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout((int) lockWait.toMillis());
    Connection opened = config.createConnection(url(file));
    try (Statement statement = opened.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  /** Opens a file that is nobody else's: without locks, and without any file beside it. */
  static Connection own(Path file) throws SQLException {
    SQLiteConfig config = config();
    config.setReadOnly(true);
    return config.createConnection(url(file) + "?immutable=1");
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    return config;
  }

  private static String url(Path file) {
    return "jdbc:sqlite:file://" + file.toUri().getRawPath();
  }

  /**
   * Copies a database as it is at one moment, page by page, while others write: in one step of all
   * pages, because a copy in several begins anew at each write.
   *
   * @param copy does not exist yet
   * @return the result code, 0 when the copy is whole
   */
  static int copy(Connection live, Path copy, Duration lockWait) throws SQLException {
    try (Statement statement = live.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + STEP_MILLIS);
    }
    int tries = (int) Math.max(1, lockWait.toMillis() / (2 * STEP_MILLIS));
    return live.unwrap(SQLiteConnection.class)
        .getDatabase()
        .backup("main", copy.toString(), null, STEP_MILLIS, tries, -1);
  }

  /** A name in a statement. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
