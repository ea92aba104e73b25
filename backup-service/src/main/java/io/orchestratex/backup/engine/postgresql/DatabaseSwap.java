package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.SwapStep;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
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

  private static final int TRIES = 20;
  private static final String IN_USE = "55006";

  private final PgServer server;
  private final Set<String> plumbing;

  DatabaseSwap(PgServer server, Set<String> plumbing) {
    this.server = server;
    this.plumbing = plumbing;
  }

  void swap(SwapStep step) throws SQLException {
    try (Connection connection = server.connect()) {
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
    try (Connection connection = server.connect()) {
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
    try (Connection connection = server.connect()) {
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

  /** Ends everybody's connections and waits until they are gone. */
  private static void terminate(Connection connection, String database) throws SQLException {
    PgServer.strings(
        connection,
        """
        SELECT pg_terminate_backend(pid, 5000)::text FROM pg_stat_activity
        WHERE datname = ? AND pid <> pg_backend_pid()\
        """,
        database);
  }

  private static void rename(Connection connection, String from, String to) throws SQLException {
    for (int attempt = 1; ; attempt++) {
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
        if (!IN_USE.equals(e.getSQLState()) || attempt == TRIES) {
          throw e;
        }
      }
    }
  }
}
