package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a base backup by the replication protocol, with the write-ahead log that it needs to be
 * consistent: one tar, with the manifest that pg_verifybackup reads.
 */
final class BaseBackup {

  /** The log position at which the backup ended; the earliest that it can be recovered to. */
  static final String END_LSN = "end_lsn";

  /** The log position from which on it needs the log. */
  static final String START_LSN = "start_lsn";

  static final String TIMELINE = "timeline";

  /** When the backup had ended, by the server's clock, in ISO 8601. */
  static final String ENDED_AT = "ended_at";

  /** Length of the files of its log. */
  static final String SEGMENT_BYTES = "segment_bytes";

  /** A superuser, or the account that took it: it is in the files. */
  static final String ACCOUNT = "account";

  private static final int OLDEST_SERVER = 15;
  private static final String COMMAND =
      """
      BASE_BACKUP (LABEL 'orchestratex', PROGRESS true, CHECKPOINT 'fast', WAL true,
      MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256')\
      """;

  /** Blocks are so small that there are about so many, for a list that stays small. */
  private static final long BLOCKS = 16_384;

  private static final int PAGE = 8 << 10;
  private static final int LARGEST_BLOCK = 1 << 20;

  private final PgServer server;
  private final ProgressMonitor monitor;
  private final Map<String, String> attributes = new LinkedHashMap<>();

  BaseBackup(PgServer server, ProgressMonitor monitor) {
    this.server = server;
    this.monitor = monitor;
  }

  /** What is known of the server before its files are read. */
  private record Facts(
      String version,
      String identity,
      Map<String, String> databases,
      long bytes,
      String segmentBytes) {}

  Dump write(DumpTarget target) throws IOException {
    Facts facts = facts();
    monitor.expect(facts.bytes());
    monitor.detail("waiting for a checkpoint");
    try (ReplicationConnection connection = ReplicationConnection.open(server);
        ProgressMonitor.Registration _ = monitor.onStop(connection::abort)) {
      List<ObjectFact> objects = copy(connection, target, facts);
      attributes.put(PhysicalBackup.FORM, PhysicalBackup.PHYSICAL);
      attributes.put(SEGMENT_BYTES, facts.segmentBytes());
      attributes.put(ENDED_AT, now());
      attributes.put(ACCOUNT, server.address().user());
      return new Dump(
          facts.version(),
          facts.identity(),
          "LSN %s on timeline %s".formatted(attributes.get(END_LSN), attributes.get(TIMELINE)),
          List.of(new DumpedFile(DumpedFile.ALL, objects, attributes)));
    } catch (SQLException e) {
      monitor.checkpoint();
      throw ReplicationConnection.refused("the base backup failed", e);
    } catch (IOException e) {
      monitor.checkpoint();
      throw e;
    }
  }

  private String now() {
    try (Connection connection = server.connectBriefly()) {
      return PgServer.strings(
              connection,
              "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
          .getFirst();
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
  }

  private Facts facts() {
    try (Connection connection = server.connect()) {
      String version = connection.getMetaData().getDatabaseProductVersion();
      if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST_SERVER) {
        throw new EngineException(
            "backup.postgresql-too-old",
            "PostgreSQL %d or newer is needed for a physical backup; this is %s."
                .formatted(OLDEST_SERVER, version));
      }
      requireNoTablespaces(connection);
      Map<String, String> databases = new LinkedHashMap<>();
      for (String each :
          PgServer.strings(
              connection, "SELECT oid::text || '=' || datname FROM pg_database ORDER BY oid")) {
        int equals = each.indexOf('=');
        databases.put(each.substring(0, equals), each.substring(equals + 1));
      }
      long bytes =
          PgServer.strings(connection, "SELECT sum(pg_database_size(oid))::text FROM pg_database")
              .stream()
              .mapToLong(Long::parseLong)
              .sum();
      String segmentBytes =
          PgServer.strings(
                  connection, "SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'")
              .getFirst();
      return new Facts(
          version, PostgresqlEngine.identity(connection), databases, bytes, segmentBytes);
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
  }

  private static void requireNoTablespaces(Connection connection) throws SQLException {
    List<String> own =
        PgServer.strings(
            connection, "SELECT spcname FROM pg_tablespace WHERE spcname !~ '^pg_' ORDER BY 1");
    if (!own.isEmpty()) {
      throw new EngineException(
          "backup.tablespaces-unsupported",
          "a physical backup takes no tablespaces outside of the data folder, and the server has %s; take a backup of its databases instead."
              .formatted(String.join(", ", own)));
    }
  }

  private List<ObjectFact> copy(ReplicationConnection connection, DumpTarget target, Facts facts)
      throws IOException, SQLException {
    connection.send(COMMAND);
    position(connection, START_LSN);
    rows(connection); // One for each tablespace, of which there is the usual one only.
    List<ObjectFact> objects;
    try (OutputStream out = target.begin(DumpedFile.ALL, blockBytes(facts.bytes()))) {
      objects = new Reception(connection, new BaseTarWriter(out, facts.databases())).receive();
    }
    position(connection, END_LSN);
    for (char type = connection.next().type(); type != 'Z'; type = connection.next().type()) {
      monitor.checkpoint(); // Nothing follows that we need.
    }
    return objects;
  }

  /** A power of two, so that no page of a file lies in two blocks. */
  private static int blockBytes(long bytes) {
    return (int) Math.clamp(Long.highestOneBit(Math.max(1, bytes / BLOCKS)), PAGE, LARGEST_BLOCK);
  }

  private void position(ReplicationConnection connection, String name)
      throws IOException, SQLException {
    List<List<@Nullable String>> rows = rows(connection);
    if (rows.isEmpty() || rows.getFirst().size() < 2) {
      throw new IOException("the server did not say where its log stands");
    }
    attributes.put(name, String.valueOf(rows.getFirst().getFirst()));
    attributes.put(TIMELINE, String.valueOf(rows.getFirst().get(1)));
  }

  private static List<List<@Nullable String>> rows(ReplicationConnection connection)
      throws IOException, SQLException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    ReplicationConnection.Message message = connection.next();
    while (message.type() != 'C') {
      if (message.type() != 'D') {
        throw unexpected(message);
      }
      rows.add(message.row());
      message = connection.next();
    }
    return rows;
  }

  private static IOException unexpected(ReplicationConnection.Message message) {
    return new IOException("the server sent the message %s out of turn".formatted(message.type()));
  }

  /** The copy: parts of one tar, then of the manifest, and reports of progress in between. */
  private final class Reception {

    private final ReplicationConnection connection;
    private final BaseTarWriter tar;
    private final ByteArrayOutputStream manifest = new ByteArrayOutputStream();
    private int archives;
    private boolean inManifest;

    Reception(ReplicationConnection connection, BaseTarWriter tar) {
      this.connection = connection;
      this.tar = tar;
    }

    List<ObjectFact> receive() throws IOException, SQLException {
      ReplicationConnection.Message message = connection.next();
      if (message.type() != 'H') {
        throw unexpected(message);
      }
      message = connection.next();
      while (message.type() == 'd') {
        take(message.body());
        monitor.checkpoint();
        message = connection.next();
      }
      if (message.type() != 'c') {
        throw unexpected(message);
      }
      return tar.finish(manifest.toByteArray());
    }

    private void take(byte[] body) throws IOException {
      switch (body[0]) {
        case 'n' -> {
          if (++archives > 1) {
            throw new IOException("a tablespace was made meanwhile; take the backup again");
          }
          monitor.detail(new String(body, 1, Math.max(0, nameEnd(body) - 1), UTF_8));
        }
        case 'm' -> inManifest = true;
        case 'd' -> {
          if (inManifest) {
            manifest.write(body, 1, body.length - 1);
          } else {
            tar.write(body, 1, body.length - 1);
          }
          monitor.processed(body.length - 1L);
        }
        case 'p' -> {} // Its own count of what we count.
        default -> throw new IOException("the server sent a piece of an unknown kind");
      }
    }

    private static int nameEnd(byte[] body) {
      int end = 1;
      while (end < body.length && body[end] != 0) {
        end++;
      }
      return end;
    }
  }
}
