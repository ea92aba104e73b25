package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.LeftOut;
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
import java.util.TreeMap;

/**
 * Dumps one database with pg_dump, in a snapshot that we hold open beside it: the rows are hashed
 * while they pass, and counted again in the same snapshot.
 */
final class DatabaseDump {

  /**
   * Attribute of a file: PostgreSQL's name of the encoding that it is in; older ones are in UTF8.
   */
  static final String ENCODING = "encoding";

  /** Attribute of a file: the major version of the oldest pg_restore that reads it. */
  static final String READER = "pg_restore";

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

  /** A file, and what of its database is not in it. */
  record Dumped(DumpedFile file, List<LeftOut> leftOut) {}

  Dumped write(String database, DumpTarget target) throws IOException {
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
      UnreadableTables unreadable = UnreadableTables.of(connection, database);
      CustomArchive.Read read =
          piped(connection, facts, unreadable.options(), new Piping(database, snapshot, target));
      Map<String, Tables.Table> tables = Tables.of(connection, database);
      List<String> others = requireSameCounts(connection, database, read.facts(), tables);
      Map<String, String> attributes = new TreeMap<>();
      attributes.put("database", facts.toJson());
      attributes.put("point", "wal " + point);
      attributes.put(ENCODING, read.contents().encoding());
      attributes.put(READER, Integer.toString(read.contents().oldestReader()));
      attributes.put(ExtensionTables.ATTRIBUTE, ExtensionTables.json(others));
      attributes.put(ColumnOrders.ATTRIBUTE, ColumnOrders.json(tables));
      attributes.put(
          Requirements.ATTRIBUTE, Requirements.of(connection, facts, read.contents()).toJson());
      attributes.put(
          Subscriptions.ENABLED, Subscriptions.json(Subscriptions.enabledIn(connection, database)));
      List<LeftOut> leftOut = new ArrayList<>(unreadable.leftOut(database));
      leftOut.addAll(OutsideDumps.ofDatabase(connection, database));
      if (!unreadable.isEmpty()) {
        attributes.put(UnreadableTables.ATTRIBUTE, unreadable.json());
      }
      connection.rollback();
      return new Dumped(new DumpedFile(database, read.facts(), attributes), leftOut);
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

  /** What is written, in which snapshot, and where to. */
  private record Piping(String database, String snapshot, DumpTarget target) {}

  private CustomArchive.Read piped(
      Connection connection, DatabaseFacts facts, List<String> more, Piping piping)
      throws IOException {
    String database = piping.database();
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("pg_dump").toString());
    command.addAll(
        List.of(
            "--format=custom",
            "--compress=0",
            // Never converted: what the database accepts need not be text in any encoding.
            "--encoding=" + facts.encoding(),
            "--lock-wait-timeout=" + lockWait.toMillis(),
            "--snapshot=" + piping.snapshot()));
    command.addAll(more);
    command.addAll(server.options(database));
    Map<String, String> environment = server.environment();
    try (OutputStream out = piping.target().begin(database);
        ChildProgram dump = new ChildProgram("pg_dump", command, environment, monitor)) {
      CustomArchive.Read read;
      try {
        read = new CustomArchive(new Copying(dump.output(), out), monitor).read();
      } catch (EOFException e) {
        monitor.checkpoint();
        requireSuccess(dump, connection, database); // What pg_dump says is the better reason.
        throw e;
      }
      requireSuccess(dump, connection, database);
      return read;
    }
  }

  private void requireSuccess(ChildProgram dump, Connection connection, String database) {
    try {
      dump.requireSuccess();
    } catch (EngineException e) {
      // The server's own words may be in any language.
      if (String.valueOf(e.getMessage()).contains("LOCK TABLE")) {
        throw new EngineException(
            "backup.table-locked",
            "a client has locked a table of database %s%s for longer than the %s s that a backup waits; end that (pg_locks names it) and back up again: %s"
                .formatted(database, locked(connection), lockWait.toSeconds(), e.getMessage()),
            e);
      }
      throw e;
    }
  }

  /** Which tables others have locked as a whole, as a clause for a person. */
  private static String locked(Connection connection) {
    try {
      List<String> tables =
          PgServer.strings(
              connection,
              """
              SELECT DISTINCT relation::regclass::text FROM pg_locks
              JOIN pg_database d ON d.oid = database AND datname = current_database()
              WHERE mode = 'AccessExclusiveLock' AND granted AND pid <> pg_backend_pid()
                AND relation >= 16384\
              """);
      return tables.isEmpty() ? "" : " (" + String.join(", ", tables) + ")";
    } catch (SQLException e) {
      return ""; // Only the name is missing.
    }
  }

  /** Answers the tables of extensions, which are not counted. */
  private static List<String> requireSameCounts(
      Connection connection,
      String database,
      List<ObjectFact> objects,
      Map<String, Tables.Table> tables)
      throws SQLException {
    List<String> others = new ArrayList<>();
    for (ObjectFact object : objects) {
      Tables.Table table = tables.get(object.name());
      if (table == null) {
        if (!object.name().equals(PgNames.largeObjects(database))) {
          others.add(object.name());
        }
        continue;
      }
      long count = Tables.count(connection, table);
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
