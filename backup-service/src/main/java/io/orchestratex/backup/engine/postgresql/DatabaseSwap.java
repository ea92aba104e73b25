package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.SwapStep;
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
 * <p>While a database moves, its connection limit is 0: nobody but superusers gets in. The limit it
 * had is kept on the database beside, which was made with it.
 */
final class DatabaseSwap {

  /** How long all renames of one step together may be in somebody's way. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final String IN_USE = "55006";
  private static final String NOT_ALLOWED = "42501";

  private final PgServer server;
  private final Set<String> plumbing;
  private final long deadline;

  DatabaseSwap(PgServer server, Set<String> plumbing) {
    this(server, plumbing, LIMIT);
  }

  DatabaseSwap(PgServer server, Set<String> plumbing, Duration limit) {
    this.server = server;
    this.plumbing = plumbing;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  void swap(SwapStep step) throws SQLException {
    try (Connection connection = server.connectBriefly()) {
      String live = oid(connection, step.live());
      if (step.identity().equals(live)) {
        return;
      }
      if (oid(connection, step.beside()) == null) {
        throw new EngineException(
            "restore.beside-missing",
            "database " + step.beside() + " is gone; nothing can be put in place");
      }
      if (live != null) {
        if (oid(connection, step.old()) != null) {
          throw new EngineException(
              "restore.swap-contended",
              "database " + step.live() + " was made again by somebody during the restore");
        }
        limit(connection, step.live(), 0);
        terminate(connection, step.live());
        new PlumbingCopy(server, plumbing).copy(step.live(), step.beside());
        rename(connection, step.live(), step.old());
      }
      rename(connection, step.beside(), step.live());
    }
  }

  void unswap(SwapStep step) throws SQLException {
    try (Connection connection = server.connectBriefly()) {
      String live = oid(connection, step.live());
      boolean replaced = step.identity().equals(live);
      if (replaced) {
        rename(connection, step.live(), step.beside());
      }
      if (oid(connection, step.old()) != null) {
        rename(connection, step.old(), step.live());
      }
      if (oid(connection, step.live()) != null && oid(connection, step.beside()) != null) {
        limit(connection, step.live(), limitOf(connection, step.beside()));
      }
    }
  }

  boolean inPlace(SwapStep step) throws SQLException {
    try (Connection connection = server.connectBriefly()) {
      return step.identity().equals(oid(connection, step.live()));
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

  /** Ends everybody's connections; whether they are gone, the rename finds out. */
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
        // A superuser's, and we are none; the rename names it if it stays.
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
    return holders.isEmpty() ? "somebody who has just left" : String.join(", ", holders);
  }
}
