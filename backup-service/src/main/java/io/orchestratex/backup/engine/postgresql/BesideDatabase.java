package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Loads a dump into a database of another name, and reads it back. */
final class BesideDatabase {

  private static final int PIECE_BYTES = 1 << 20;

  private final PgServer server;
  private final Path programs;
  private final ProgressMonitor monitor;

  BesideDatabase(PgServer server, Path programs, ProgressMonitor monitor) {
    this.server = server;
    this.programs = programs;
    this.monitor = monitor;
  }

  /**
   * Makes the database and loads it.
   *
   * @param limit how many connections it will take once it is in place
   */
  void load(DumpedFile file, String beside, int limit, DumpSource source) throws IOException {
    monitor.detail(file.scope());
    DatabaseFacts facts = DatabaseFacts.fromJson(file.attributes().get("database"));
    try (Connection connection = server.connect()) {
      for (String statement : facts.creation(beside, limit)) {
        PgServer.execute(connection, statement);
      }
    } catch (SQLException e) {
      throw PgServer.explained(
          "database "
              + file.scope()
              + " cannot be made beside (its roles must exist; roles are not part of a backup)",
          e);
    }
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("pg_restore").toString());
    command.addAll(List.of("--exit-on-error", "--format=custom"));
    command.addAll(server.options(beside));
    Map<String, String> environment = server.environment();
    // A later commit flushes what these leave in memory.
    environment.put("PGOPTIONS", PgServer.NO_TIMEOUTS + " -c synchronous_commit=off");
    try (ChildProgram restore = new ChildProgram("pg_restore", command, environment, monitor);
        InputStream in = source.open(file.scope())) {
      feed(in, restore);
      restore.requireSuccess();
    }
  }

  private void feed(InputStream in, ChildProgram restore) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = restore.input()) {
      while (true) {
        int read = in.read(buffer); // A damaged artifact shows here and is not pg_restore's fault.
        if (read < 0) {
          return;
        }
        try {
          out.write(buffer, 0, read);
        } catch (IOException e) {
          monitor.checkpoint();
          restore.requireSuccess();
          throw e;
        }
        monitor.processed(read);
        monitor.checkpoint();
      }
    }
  }

  /** Counts and hashes every table; the facts carry the database's own name. */
  List<ObjectFact> measure(String beside, String database) {
    try (Connection connection = server.connect(beside);
        ProgressMonitor.Registration _ = monitor.onStop(() -> abort(connection))) {
      List<ObjectFact> facts = new ArrayList<>();
      for (Map.Entry<String, Tables.Table> each : Tables.of(connection, database).entrySet()) {
        monitor.detail(each.getKey());
        facts.add(measured(connection, each.getKey(), each.getValue()));
      }
      ContentHash largeObjects = largeObjects(connection);
      if (largeObjects.count() > 0) {
        facts.add(largeObjects.fact(PgNames.largeObjects(database)));
      }
      return facts;
    } catch (SQLException e) {
      monitor.checkpoint();
      throw PgServer.explained("reading back " + beside + " failed", e);
    }
  }

  private ObjectFact measured(Connection connection, String name, Tables.Table table)
      throws SQLException {
    ContentHash hash = new ContentHash();
    CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(table.copyOut());
    for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
      if (row.length == 0 || row[row.length - 1] != '\n') {
        throw new EngineException("backup.postgresql-fault", "COPY gave a row without an end");
      }
      hash.add(row, 0, row.length - 1);
      monitor.processed(row.length);
      monitor.checkpoint();
    }
    return hash.fact(name);
  }

  /** Each as the dump writes it: its id, and its content in pieces. */
  private ContentHash largeObjects(Connection connection) throws SQLException {
    ContentHash hash = new ContentHash();
    try (PreparedStatement piece = connection.prepareStatement("SELECT lo_get(?, ?, ?)")) {
      for (String oid :
          PgServer.strings(
              connection, "SELECT oid::text FROM pg_largeobject_metadata ORDER BY oid")) {
        byte[] key = (oid + ":").getBytes(UTF_8);
        hash.part(key, 0, key.length);
        long offset = 0;
        for (byte[] part = piece(piece, oid, offset);
            part.length > 0;
            part = piece(piece, oid, offset)) {
          hash.part(part, 0, part.length);
          offset += part.length;
          monitor.checkpoint();
        }
        hash.end();
      }
    }
    return hash;
  }

  private static byte[] piece(PreparedStatement select, String oid, long offset)
      throws SQLException {
    select.setLong(1, Long.parseLong(oid));
    select.setLong(2, offset);
    select.setInt(3, PIECE_BYTES);
    try (ResultSet row = select.executeQuery()) {
      row.next();
      byte[] part = row.getBytes(1);
      return part == null ? new byte[0] : part;
    }
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is closed at the end of its block anyway.
    }
  }
}
