package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads a database back that was loaded under a temporary name. */
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

  /** Counts and hashes every table; the facts carry the database's own name. */
  List<ObjectFact> measure(DumpedFile file, String beside) throws IOException {
    String database = file.scope();
    Map<String, String> columns = ColumnOrders.of(file.attributes());
    Map<String, String> statements = new LinkedHashMap<>();
    try (Connection connection = server.connect(beside);
        ProgressMonitor.Registration _ = monitor.onStop(() -> abort(connection))) {
      // Keys may be made meanwhile, in the order of names, and each keeps its table to itself.
      Map<String, Tables.Table> tables = new TreeMap<>(Tables.of(connection, database));
      Set<String> only = TableSelection.of(file);
      if (!only.isEmpty()) {
        tables.keySet().retainAll(only); // Others are there for what refers to them.
      }
      new TreeMap<>(tables)
          .descendingMap()
          .forEach((name, table) ->
              statements.put(name, table.copyOut(columns.getOrDefault(name, table.columns()))));
      List<ObjectFact> facts =
          new ArrayList<>(
              new LoadedTables(server, programs, monitor)
                  .measured(
                      beside,
                      statements,
                      file.attributes().getOrDefault(DatabaseDump.ENCODING, "UTF8"),
                      DatabaseLoad.options(
                          DatabaseFacts.fromJson(file.attributes().get("database")))));
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
