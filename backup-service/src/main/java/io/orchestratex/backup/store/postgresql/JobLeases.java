package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.job.Heartbeat;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.Progress;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker's hold on its job.
 *
 * <p>Fenced work runs while the job's row is locked, so that no other worker can claim the job
 * meanwhile. Nothing may wait for that lock: a heartbeat that did would keep the heartbeats of the
 * worker's other jobs waiting, and a cancel would hang.
 */
final class JobLeases {

  private static final String LOCK_TIMEOUT = "3s";

  private final Transactions transactions;

  JobLeases(Transactions transactions) {
    this.transactions = transactions;
  }

  Heartbeat beat(String id, int attempt, Progress progress, Instant leaseUntil) {
    return transactions.in(connection -> {
      Heartbeat renewed = renew(connection, id, attempt, progress, leaseUntil);
      return renewed == null ? unrenewed(connection, id, attempt) : renewed;
    });
  }

  private static @Nullable Heartbeat renew(
      Connection connection, String id, int attempt, Progress progress, Instant leaseUntil)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            WITH held AS (
              SELECT id FROM jobs WHERE id = ? AND attempt = ? AND status = 'running'
              FOR UPDATE SKIP LOCKED)
            UPDATE jobs j SET lease_until = ?, percent = ?, bytes = ?, detail = ?
            FROM held WHERE j.id = held.id
            RETURNING j.cancel_requested_by\
            """)) {
      update.setString(1, id);
      update.setInt(2, attempt);
      update.setTimestamp(3, JobRows.timestamp(leaseUntil));
      update.setInt(4, progress.percent());
      update.setLong(5, progress.bytes());
      update.setString(6, progress.detail());
      try (ResultSet row = update.executeQuery()) {
        return row.next() ? new Heartbeat(true, true, row.getString(1)) : null;
      }
    }
  }

  /** The row is locked, or another worker has the job. */
  private static Heartbeat unrenewed(Connection connection, String id, int attempt)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT cancel_requested_by FROM jobs"
                + " WHERE id = ? AND attempt = ? AND status = 'running'")) {
      select.setString(1, id);
      select.setInt(2, attempt);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Heartbeat(true, false, row.getString(1))
            : new Heartbeat(false, false, null);
      }
    }
  }

  boolean save(String id, int attempt, String details) {
    return transactions.in(connection -> {
      try (PreparedStatement update =
          connection.prepareStatement(
              """
              UPDATE jobs SET details = ?::jsonb
              WHERE id = ? AND attempt = ? AND status = 'running'\
              """)) {
        update.setString(1, details);
        update.setString(2, id);
        update.setInt(3, attempt);
        return update.executeUpdate() == 1;
      }
    });
  }

  boolean fenced(String id, int attempt, Supplier<Instant> leaseUntil, JobStore.Action action)
      throws IOException {
    Outcome outcome =
        transactions.in(connection -> {
          boundFence(connection);
          Job job = locked(connection, id);
          if (job == null || job.status().isFinal() || job.attempt() != attempt) {
            return new Outcome(false, null);
          }
          Exception failure = tried(action);
          lease(connection, id, attempt, leaseUntil.get());
          return new Outcome(true, failure);
        });
    switch (outcome.failure()) {
      case null -> {}
      case IOException io -> throw io;
      case RuntimeException fault -> throw fault;
      default -> throw new IllegalStateException(outcome.failure());
    }
    return outcome.held();
  }

  private record Outcome(boolean held, @Nullable Exception failure) {}

  /** The lease is renewed whatever came of the work: its heartbeats could not. */
  private static @Nullable Exception tried(JobStore.Action action) {
    try {
      action.run();
      return null;
    } catch (IOException | RuntimeException e) {
      return e;
    }
  }

  /** The connection does nothing while the work is done elsewhere; a dead host must not keep it. */
  static void boundFence(Connection connection) throws SQLException {
    Duration limit = JobStore.FENCE_LIMIT;
    try (Statement set = connection.createStatement()) {
      set.execute("SET LOCAL idle_in_transaction_session_timeout = " + limit.toMillis());
    }
  }

  /** Bounds how long fenced work of another connection is waited for. */
  static void boundWait(Connection connection) throws SQLException {
    try (Statement set = connection.createStatement()) {
      set.execute("SET LOCAL lock_timeout = '" + LOCK_TIMEOUT + "'");
    }
  }

  static @Nullable Job locked(Connection connection, String id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM jobs WHERE id = ? FOR UPDATE")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? JobRows.job(row) : null;
      }
    }
  }

  void release(String id, int attempt, Instant now) {
    transactions.in(connection -> lease(connection, id, attempt, now.minusMillis(1)));
  }

  private static int lease(Connection connection, String id, int attempt, Instant until)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE jobs SET lease_until = ?
            WHERE id = ? AND attempt = ? AND status = 'running'\
            """)) {
      update.setTimestamp(1, JobRows.timestamp(until));
      update.setString(2, id);
      update.setInt(3, attempt);
      return update.executeUpdate();
    }
  }
}
