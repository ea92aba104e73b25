package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.EngineException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;

/** What an answer of SQLite means for a person. */
final class SqliteFaults {

  /** Code of an {@link EngineException}: the file is a database, and damaged. */
  static final String DAMAGED = "backup.target-damaged";

  /** Code of an {@link EngineException}: the file is no database that can be read. */
  static final String NO_DATABASE = "backup.target-no-database";

  /** Code of an {@link EngineException}: this service may not read the file. */
  static final String UNREADABLE = "backup.target-unreadable";

  private static final Set<String> NOT_SOUND = Set.of(DAMAGED, NO_DATABASE);

  private SqliteFaults() {}

  /** Whether the file itself is at fault: it cannot be read as it is. */
  static boolean isOfTheFile(EngineException fault) {
    return NOT_SOUND.contains(fault.code());
  }

  /**
   * Whether a fault is that something SQLite would have to know is not there, such as a collation.
   */
  static boolean isMissingFunction(SQLException fault) {
    return (fault.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_ERROR.code;
  }

  static EngineException explained(Path file, SQLException fault) {
    return explained(file, fault.getErrorCode(), fault);
  }

  /**
   * @param code the result of a call; of an extended one, its low byte counts
   */
  static EngineException explained(Path file, int code, SQLException fault) {
    SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(code & 0xff);
    return switch (primary) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new EngineException(
              EngineException.UNREACHABLE,
              file
                  + " is locked: another program has a transaction open in it. Try again when that"
                  + " has ended, or wait longer (orchestratex.backup.sqlite.lock-wait)",
              fault);
      case SQLITE_NOTADB -> noDatabase(file, fault);
      case SQLITE_CORRUPT -> damaged(file, "SQLite finds it malformed", fault);
      case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
          new EngineException(
              UNREADABLE,
              file
                  + " cannot be opened: give the account of backup-service the right to read it, and"
                  + " to write in its folder where it is in WAL mode or was left by a crash",
              fault);
      case SQLITE_FULL ->
          new EngineException(
              "backup.file-fault", "the disk is full while " + file + " is copied", fault);
      default ->
          new EngineException(
              "backup.file-fault", "reading " + file + " failed: " + primary.message, fault);
    };
  }

  static EngineException noDatabase(Path file, Throwable cause) {
    return new EngineException(
        NO_DATABASE,
        file
            + " is no SQLite database, or an encrypted one, which cannot be backed up here; no backup"
            + " was taken",
        cause);
  }

  static EngineException damaged(Path file, String how, Throwable cause) {
    return new EngineException(
        DAMAGED,
        file
            + " is damaged, no backup was taken: "
            + how
            + ". Restore the last good backup; what is in the file is kept in the safety backup,"
            + " and sqlite3's .recover may read some of it",
        cause);
  }
}
