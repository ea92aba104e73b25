package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Dumps one database with pg_dump, in a snapshot that we hold open beside it: the rows are hashed
 * while they pass, and counted again in the same snapshot.
 */
final class DatabaseDump {

  /** How long pg_dump waits for those who lock whole tables. */
  private static final Duration LOCK_WAIT = Duration.ofMinutes(5);

  private final PgServer server;
  private final Path programs;
  private final ProgressMonitor monitor;
  private final Duration lockWait;

  DatabaseDump(PgServer server, Path programs, ProgressMonitor monitor) {
    this(server, programs, monitor, LOCK_WAIT);
  }

  DatabaseDump(PgServer server, Path programs, ProgressMonitor monitor, Duration lockWait) {
    this.server = server;
    this.programs = programs;
    this.monitor = monitor;
    this.lockWait = lockWait;
  }

  DumpedFile write(String database, DumpTarget target) throws IOException {
    monitor.detail(database);
    try (Connection connection = server.connect(database);
        ProgressMonitor.Registration _ = monitor.onStop(() -> abort(connection))) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      String snapshot = PgServer.strings(connection, "SELECT pg_export_snapshot()").getFirst();
      String point =
          PgServer.strings(
                  connection,
                  "SELECT pg_current_wal_lsn() || ' snapshot ' || pg_current_snapshot()")
              .getFirst();
      DatabaseFacts facts = DatabaseFacts.of(connection, database);
      List<ObjectFact> objects = piped(database, snapshot, target);
      List<String> others = requireSameCounts(connection, database, objects);
      connection.rollback();
      return new DumpedFile(
          database,
          objects,
          Map.of(
              "database",
              facts.toJson(),
              "point",
              "wal " + point,
              ExtensionTables.ATTRIBUTE,
              ExtensionTables.json(others)));
    } catch (SQLException e) {
      monitor.checkpoint();
      throw PgServer.explained("the dump of database " + database + " failed", e);
    }
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is closed at the end of its block anyway.
    }
  }

  private List<ObjectFact> piped(String database, String snapshot, DumpTarget target)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("pg_dump").toString());
    command.addAll(
        List.of(
            "--format=custom",
            "--compress=0",
            "--encoding=UTF8",
            "--lock-wait-timeout=" + lockWait.toMillis(),
            "--snapshot=" + snapshot));
    command.addAll(server.options(database));
    Map<String, String> environment = server.environment();
    environment.put("PGOPTIONS", PgServer.NO_TIMEOUTS + " -c bytea_output=hex");
    try (OutputStream out = target.begin(database);
        ChildProgram dump = new ChildProgram("pg_dump", command, environment, monitor)) {
      List<ObjectFact> objects;
      try {
        objects = new CustomArchive(new Copying(dump.output(), out), monitor).read().facts();
      } catch (EOFException e) {
        monitor.checkpoint();
        requireSuccess(dump, database); // What pg_dump says is the better reason.
        throw e;
      }
      requireSuccess(dump, database);
      return objects;
    }
  }

  private void requireSuccess(ChildProgram dump, String database) {
    try {
      dump.requireSuccess();
    } catch (EngineException e) {
      // The server's own words may be in any language.
      if (String.valueOf(e.getMessage()).contains("LOCK TABLE")) {
        throw new EngineException(
            "backup.table-locked",
            "a client has locked a table of database %s for longer than the %s s that a backup waits; end that (pg_locks names it) and back up again: %s"
                .formatted(database, lockWait.toSeconds(), e.getMessage()),
            e);
      }
      throw e;
    }
  }

  /** Answers the tables of extensions, which are not counted. */
  private static List<String> requireSameCounts(
      Connection connection, String database, List<ObjectFact> objects) throws SQLException {
    Map<String, Tables.Table> tables = Tables.of(connection, database);
    List<String> others = new ArrayList<>();
    for (ObjectFact object : objects) {
      Tables.Table table = tables.get(object.name());
      if (table == null) {
        if (!object.name().equals(PgNames.largeObjects(database))) {
          others.add(object.name());
        }
        continue;
      }
      long count = Tables.count(connection, table, 0);
      if (count != object.count()) {
        throw new EngineException(
            "backup.postgresql-incomplete",
            "pg_dump wrote %d rows of %s, and the snapshot has %d"
                .formatted(object.count(), object.name(), count));
      }
    }
    return others;
  }

  /** Hands on what is read. */
  private static final class Copying extends FilterInputStream {
    private final OutputStream copy;

    Copying(InputStream in, OutputStream copy) {
      super(in);
      this.copy = copy;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      if (read > 0) {
        copy.write(buffer, offset, read);
      }
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
