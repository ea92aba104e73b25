package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.RestoreScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Moves databases in place and back. Where they are is read from the server each time, by the
 * object id that a database keeps through a rename, so that every move can be repeated after a
 * crash.
 *
 * <p>While a database moves, its connection limit is 0: only superusers get in. The limit it had is
 * kept with the move.
 */
final class DatabaseRenames {

  /** How long all renames of one move together may keep clients waiting. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final String IN_USE = "55006";
  private static final String NOT_ALLOWED = "42501";

  private final PgServer server;
  private final Set<String> keepCurrent;
  private final long deadline;

  DatabaseRenames(PgServer server, Set<String> keepCurrent) {
    this(server, keepCurrent, LIMIT);
  }

  DatabaseRenames(PgServer server, Set<String> keepCurrent, Duration limit) {
    this.server = server;
    this.keepCurrent = keepCurrent;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  /**
   * @param replaces whether a live database is moved aside, or refused
   */
  void apply(DatabaseRename rename, boolean replaces) throws SQLException {
    try (Connection connection = server.connectBesides(rename.live(), PgServer.BRIEF)) {
      String live = oid(connection, rename.live());
      if (rename.oid().equals(live)) {
        template(connection, rename, true);
        return;
      }
      if (oid(connection, rename.staged()) == null) {
        throw new EngineException(
            "restore.staged-missing",
            "database " + rename.staged() + " is gone; nothing can be put in place");
      }
      if (live != null) {
        if (!replaces) {
          throw RestoreScope.taken("database " + rename.live());
        }
        if (oid(connection, rename.old()) != null) {
          throw new EngineException(
              "restore.swap-contended",
              "database " + rename.live() + " was made again by another client during the restore");
        }
        limit(connection, rename.live(), 0);
        subscriptions(rename, false);
        terminate(connection, rename.live());
        new CurrentTables(server, keepCurrent).copy(rename.live(), rename.staged());
        rename(connection, rename.live(), rename.old());
      }
      rename(connection, rename.staged(), rename.live());
      template(connection, rename, true);
    }
  }

  private static void template(Connection connection, DatabaseRename rename, boolean is)
      throws SQLException {
    if (rename.template()) {
      PgServer.execute(
          connection,
          "ALTER DATABASE " + PgServer.identifier(rename.live()) + " IS_TEMPLATE " + is);
    }
  }

  void undo(DatabaseRename rename) throws SQLException {
    try (Connection connection = server.connectBesides(rename.live(), PgServer.BRIEF)) {
      String live = oid(connection, rename.live());
      boolean replaced = rename.oid().equals(live);
      if (replaced) {
        template(connection, rename, false);
        rename(connection, rename.live(), rename.staged());
      }
      if (oid(connection, rename.old()) != null) {
        rename(connection, rename.old(), rename.live());
      }
      if (oid(connection, rename.live()) != null && oid(connection, rename.staged()) != null) {
        Integer limit = rename.limit();
        limit(
            connection,
            rename.live(),
            limit == null ? limitOf(connection, rename.staged()) : limit);
        subscriptions(rename, true);
      }
    }
  }

  /** An enabled one would hold the database through its worker, which comes back each time. */
  private void subscriptions(DatabaseRename rename, boolean enabled) throws SQLException {
    if (!rename.subscriptions().isEmpty()) {
      try (Connection live = server.connectBriefly(rename.live(), PgServer.BRIEF)) {
        Subscriptions.set(live, rename.subscriptions(), enabled);
      }
    }
  }

  boolean isApplied(DatabaseRename rename) throws SQLException {
    try (Connection connection = server.connectBesides(rename.live(), PgServer.BRIEF)) {
      return rename.oid().equals(oid(connection, rename.live()));
    }
  }

  static @Nullable String oid(Connection connection, String database) throws SQLException {
    List<String> oids =
        PgServer.strings(
            connection, "SELECT oid::text FROM pg_database WHERE datname = ?", database);
    return oids.isEmpty() ? null : oids.getFirst();
  }

  static int limitOf(Connection connection, String database) throws SQLException {
    List<String> limits =
        PgServer.strings(
            connection, "SELECT datconnlimit::text FROM pg_database WHERE datname = ?", database);
    return limits.isEmpty() ? -1 : Integer.parseInt(limits.getFirst());
  }

  private static void limit(Connection connection, String database, int limit) throws SQLException {
    PgServer.execute(
        connection,
        "ALTER DATABASE " + PgServer.identifier(database) + " CONNECTION LIMIT " + limit);
  }

  /** Ends all other connections; whether they are gone, the rename finds out. */
  private static void terminate(Connection connection, String database) throws SQLException {
    for (String pid :
        PgServer.strings(
            connection,
            """
            SELECT pid::text FROM pg_stat_activity
            WHERE datname = ? AND pid <> pg_backend_pid()\
            """,
            database)) {
      try {
        PgServer.strings(connection, "SELECT pg_terminate_backend(?)::text", Integer.valueOf(pid));
      } catch (SQLException e) {
        if (!NOT_ALLOWED.equals(e.getSQLState())) {
          throw e;
        }
        // A superuser's, and we are not one; the rename names it if it stays.
      }
    }
  }

  /**
   * The server itself waits 5 seconds for the others to leave before it says that they are there.
   */
  private void rename(Connection connection, String from, String to) throws SQLException {
    while (true) {
      terminate(connection, from);
      try {
        PgServer.execute(
            connection,
            "ALTER DATABASE "
                + PgServer.identifier(from)
                + " RENAME TO "
                + PgServer.identifier(to));
        return;
      } catch (SQLException e) {
        if (!IN_USE.equals(e.getSQLState())) {
          throw e;
        }
        if (System.nanoTime() > deadline) {
          throw new EngineException(
              "restore.swap-contended",
              "database "
                  + from
                  + " could not be renamed, it is still held by "
                  + holders(connection, from)
                  + "; end that and try again",
              e);
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Who is in a database, for a person. */
  private static String holders(Connection connection, String database) throws SQLException {
    List<String> holders =
        PgServer.strings(
            connection,
            """
            SELECT format('%s "%s" of %s (process %s)', COALESCE(backend_type, 'session'),
                     COALESCE(application_name, ''), COALESCE(usename, 'the server'), pid)
            FROM pg_stat_activity WHERE datname = ? AND pid <> pg_backend_pid()
            UNION ALL
            SELECT format('prepared transaction "%s" of %s', gid, owner)
            FROM pg_prepared_xacts WHERE database = ?
            LIMIT 5\
            """,
            database,
            database);
    return holders.isEmpty() ? "a client that has just left" : String.join(", ", holders);
  }
}
