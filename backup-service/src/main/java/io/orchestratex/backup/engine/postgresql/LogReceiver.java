package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.LogSource.Archive;
import io.orchestratex.backup.engine.LogSource.Piece;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Receives a write-ahead log by physical replication. It begins at the beginning of a segment, so
 * that each is stored whole in the end; until then its beginning is stored in pieces, one each
 * interval.
 *
 * <p>How far in time the log reaches is known by marks: a transaction of our own, which writes
 * nothing but a message into the log. When it has come, every commit before it has.
 */
final class LogReceiver {

  private static final String SLOT =
      """
      SELECT wal_status, (restart_lsn - '0/0')::text FROM pg_replication_slots
      WHERE slot_name = ?\
      """;

  private static final String FACTS =
      """
      SELECT (SELECT system_identifier::text FROM pg_control_system()),
        ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint::text,
        (SELECT setting FROM pg_settings WHERE name = 'wal_segment_size')\
      """;

  private static final long PAUSE_MILLIS = 20;
  private static final String IN_USE = "55006";
  private static final int MOST_TRIES = 100;

  private final PgServer server;
  private final String slot;
  private final @Nullable Piece last;
  private final Duration interval;
  private final Archive archive;
  private final ProgressMonitor monitor;

  private String system = "";
  private long timeline;
  private byte[] segment = new byte[0];
  private long begin;
  private int filled;
  private long stored;
  private Instant covered = Instant.EPOCH;
  private @Nullable Mark mark;
  private long nextMark = System.nanoTime();

  LogReceiver(
      PgServer server,
      String slot,
      @Nullable Piece last,
      Duration interval,
      Archive archive,
      ProgressMonitor monitor) {
    this.server = server;
    this.slot = slot;
    this.last = last;
    this.interval = interval;
    this.archive = archive;
    this.monitor = monitor;
  }

  /** A transaction of ours that has not come yet. */
  private record Mark(Instant at, long position) {}

  void run() throws IOException {
    try (Connection sql = server.connect();
        Connection replication = ReplicationConnection.connect(server);
        ProgressMonitor.Registration _ = monitor.onStop(() -> abort(replication))) {
      begin(sql);
      try (PGReplicationStream in =
          replication
              .unwrap(PGConnection.class)
              .getReplicationAPI()
              .replicationStream()
              .physical()
              .withSlotName(slot)
              .withStartPosition(LogSequenceNumber.valueOf(begin))
              .withStatusInterval(5, TimeUnit.SECONDS)
              .start()) {
        receive(sql, in);
      }
    } catch (SQLException e) {
      monitor.checkpoint();
      throw ReplicationConnection.refused("the write-ahead log cannot be received", e);
    }
  }

  private static void abort(Connection replication) {
    try {
      replication.abort(Runnable::run);
    } catch (SQLException e) {
      // It is closed, then.
    }
  }

  private void begin(Connection sql) throws SQLException {
    List<@Nullable String> facts = PgServer.row(sql, FACTS);
    system = "system " + facts.get(0);
    timeline = Long.parseLong(Objects.requireNonNull(facts.get(1)));
    segment = new byte[Integer.parseInt(Objects.requireNonNull(facts.get(2)))];
    long reserved = slot(sql);
    Piece before = last;
    boolean goesOn =
        before != null
            && before.system().equals(system)
            && before.timeline() == timeline
            && before.to() >= reserved;
    long from = goesOn && before != null ? before.to() : reserved;
    begin = from - from % segment.length;
    stored = goesOn ? from : begin;
    covered = before != null && goesOn ? before.coveredUntil() : Instant.EPOCH;
  }

  /** Where the server keeps its log from for us; makes the slot where it is gone or lost. */
  private long slot(Connection sql) throws SQLException {
    List<@Nullable String> found = PgServer.row(sql, SLOT, slot);
    if (!found.isEmpty() && "lost".equals(found.getFirst())) {
      drop(sql, slot);
      found = List.of();
    }
    if (found.isEmpty()) {
      PgServer.strings(
          sql, "SELECT lsn::text FROM pg_create_physical_replication_slot(?, true)", slot);
      found = PgServer.row(sql, SLOT, slot);
    }
    return Long.parseLong(Objects.requireNonNull(found.get(1)));
  }

  /** Ends who still receives from it, which takes the server a moment. */
  static void drop(Connection sql, String slot) throws SQLException {
    for (int tries = 0; ; tries++) {
      try {
        PgServer.strings(
            sql,
            """
            SELECT pg_terminate_backend(active_pid)::text FROM pg_replication_slots
            WHERE slot_name = ? AND active\
            """,
            slot);
        dropNow(sql, slot);
        return;
      } catch (SQLException e) {
        if (!IN_USE.equals(e.getSQLState()) || tries == MOST_TRIES) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void dropNow(Connection sql, String slot) throws SQLException {
    PgServer.strings(
        sql,
        """
        SELECT pg_drop_replication_slot(slot_name)::text FROM pg_replication_slots
        WHERE slot_name = ?\
        """,
        slot);
  }

  private void receive(Connection sql, PGReplicationStream in) throws SQLException, IOException {
    while (true) {
      monitor.checkpoint();
      ByteBuffer bytes = in.readPending();
      if (bytes != null) {
        take(bytes, in);
      } else {
        pause();
      }
      Mark due = mark;
      if (due != null && begin + filled >= due.position()) {
        covered = due.at();
        mark = null;
        storePiece(in);
      }
      if (mark == null && System.nanoTime() - nextMark >= 0) {
        mark = mark(sql);
        nextMark = System.nanoTime() + interval.toNanos();
      }
    }
  }

  private void take(ByteBuffer bytes, PGReplicationStream in) throws SQLException, IOException {
    while (bytes.hasRemaining()) {
      int count = Math.min(bytes.remaining(), segment.length - filled);
      bytes.get(segment, filled, count);
      filled += count;
      if (filled == segment.length) {
        archive.store(
            new Piece(system, timeline, begin, begin + filled, true, covered), segment, 0);
        begin += filled;
        filled = 0;
        stored = begin;
        confirm(in);
      }
    }
    monitor.processed(bytes.capacity());
  }

  private void storePiece(PGReplicationStream in) throws SQLException, IOException {
    long to = begin + filled;
    if (to > stored) {
      int offset = Math.toIntExact(stored - begin);
      archive.store(new Piece(system, timeline, stored, to, false, covered), segment, offset);
      stored = to;
      confirm(in);
    }
  }

  /** The server keeps from here on. */
  private void confirm(PGReplicationStream in) throws SQLException {
    LogSequenceNumber position = LogSequenceNumber.valueOf(stored);
    in.setFlushedLSN(position);
    in.setAppliedLSN(position);
    in.forceUpdateStatus();
  }

  private static Mark mark(Connection sql) throws SQLException {
    Instant at =
        Instant.ofEpochMilli(
            Long.parseLong(
                PgServer.strings(
                        sql,
                        "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint::text")
                    .getFirst()));
    PgServer.strings(sql, "SELECT pg_logical_emit_message(true, 'orchestratex', 'mark')::text");
    long position =
        Long.parseLong(
            PgServer.strings(sql, "SELECT (pg_current_wal_flush_lsn() - '0/0')::text").getFirst());
    return new Mark(at, position);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(EngineException.UNREACHABLE, "the wait was interrupted", e);
    }
  }
}
