package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.job.Heartbeat;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.Progress;
import io.orchestratex.kit.postgresql.Postgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A worker's hold on its job.
 *
 * <p>Fenced work runs while the job's row is locked, so that no other worker can claim the job
 * meanwhile. Nothing may wait for that lock: a heartbeat that did would keep the heartbeats of the
 * worker's other jobs waiting, and a cancel would hang.
 *
 * <p>A lease runs by the clock of PostgreSQL alone, and by the time of day, not of the transaction:
 * fenced work takes minutes.
 */
final class JobLeases {

  private static final String LOCK_TIMEOUT = "3s";

  private final Postgres postgres;

  JobLeases(Postgres postgres) {
    this.postgres = postgres;
  }

  Heartbeat beat(String id, int attempt, Progress progress, Duration lease) {
    return postgres.inTransaction(sql ->
        renew(sql, id, attempt, progress, lease).orElseGet(() -> unrenewed(sql, id, attempt)));
  }

  private static Optional<Heartbeat> renew(
      Handle sql, String id, int attempt, Progress progress, Duration lease) {
    return sql.createQuery(
            """
            WITH held AS (
              SELECT id FROM jobs WHERE id = :id AND attempt = :attempt AND status = 'running'
              FOR UPDATE SKIP LOCKED)
            UPDATE jobs j
            SET lease_until = clock_timestamp() + :leaseMs * interval '1 millisecond',
              percent = :percent, bytes = :bytes, detail = :detail,
              total_bytes = :totalBytes, items = :items, seconds_left = :secondsLeft
            FROM held WHERE j.id = held.id
            RETURNING j.cancel_requested_by\
            """)
        .bind("id", id)
        .bind("attempt", attempt)
        .bind("leaseMs", lease.toMillis())
        .bind("percent", progress.percent())
        .bind("bytes", progress.bytes())
        .bind("detail", progress.detail())
        .bind("totalBytes", progress.totalBytes())
        .bind("items", progress.items())
        .bind("secondsLeft", progress.secondsLeft())
        .map((row, _) -> new Heartbeat(true, true, row.getString(1)))
        .findOne();
  }

  /** The row is locked, or another worker has the job. */
  private static Heartbeat unrenewed(Handle sql, String id, int attempt) {
    return sql.createQuery(
            """
            SELECT cancel_requested_by FROM jobs
            WHERE id = :id AND attempt = :attempt AND status = 'running'\
            """)
        .bind("id", id)
        .bind("attempt", attempt)
        .map((row, _) -> new Heartbeat(true, false, row.getString(1)))
        .findOne()
        .orElseGet(() -> new Heartbeat(false, false, null));
  }

  boolean save(String id, int attempt, String details) {
    return postgres.inTransaction(sql ->
        sql.createUpdate(
                    """
                    UPDATE jobs SET details = :details::jsonb
                    WHERE id = :id AND attempt = :attempt AND status = 'running'\
                    """)
                .bind("details", details)
                .bind("id", id)
                .bind("attempt", attempt)
                .execute()
            == 1);
  }

  boolean fenced(String id, int attempt, Duration lease, JobStore.Action action)
      throws IOException {
    Outcome outcome =
        postgres.inTransaction(sql -> {
          boundFence(sql);
          Job job = locked(sql, id).map(JobRecord::job).orElse(null);
          if (job == null || job.status().isFinal() || job.attempt() != attempt) {
            return new Outcome(false, null);
          }
          Exception failure = tried(action);
          lease(sql, id, attempt, lease);
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
  static void boundFence(Handle sql) {
    sql.execute(
        "SET LOCAL idle_in_transaction_session_timeout = " + JobStore.FENCE_LIMIT.toMillis());
  }

  /** Bounds how long fenced work of another connection is waited for. */
  static void boundWait(Handle sql) {
    sql.execute("SET LOCAL lock_timeout = '" + LOCK_TIMEOUT + "'");
  }

  static Optional<JobRecord> locked(Handle sql, String id) {
    return sql.createQuery("SELECT * FROM jobs WHERE id = :id FOR UPDATE")
        .bind("id", id)
        .map(JobRows.RECORD)
        .findOne();
  }

  void release(String id, int attempt) {
    postgres.inTransaction(sql -> lease(sql, id, attempt, Duration.ofMillis(-1)));
  }

  void postpone(String id, int attempt, Duration pause, String reason) {
    postgres.inTransaction(sql -> {
      sql.createUpdate(
              """
              UPDATE jobs SET paused_for = :reason
              WHERE id = :id AND attempt = :attempt AND status = 'running'\
              """)
          .bind("reason", reason)
          .bind("id", id)
          .bind("attempt", attempt)
          .execute();
      return lease(sql, id, attempt, pause);
    });
  }

  private static int lease(Handle sql, String id, int attempt, Duration from) {
    return sql.createUpdate(
            """
            UPDATE jobs SET lease_until = clock_timestamp() + :ms * interval '1 millisecond'
            WHERE id = :id AND attempt = :attempt AND status = 'running'\
            """)
        .bind("ms", from.toMillis())
        .bind("id", id)
        .bind("attempt", attempt)
        .execute();
  }
}
