package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.job.Job;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which job may run next, and who is in whose way. */
final class JobClaims {

  /**
   * Serialises claims and orders, so that two at once do not miss that they are in each other's
   * way.
   */
  private static final long LOCK = 0x6f78_6a6f_6273L;

  private JobClaims() {}

  /** Until the end of the transaction nobody else claims a job or orders a restore. */
  static void lock(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
      lock.setLong(1, LOCK);
      lock.execute();
    }
  }

  /**
   * Whether job {@code r} keeps job {@code j} waiting. A backup does not overtake a restore that
   * waits for the same target, or a busy vault would keep it waiting for ever; the safety backup of
   * a restore waits for nobody but other restores.
   */
  private static final String IN_THE_WAY =
      """
      r.status IN ('queued', 'running') AND r.id <> j.id AND r.targets && j.targets
        AND r.kind <> 'verify' AND j.kind <> 'verify'
        AND r.parent IS DISTINCT FROM j.id AND j.parent IS DISTINCT FROM r.id
        AND CASE WHEN r.status = 'running' THEN r.kind = 'restore' OR j.kind = 'restore'
            ELSE r.kind = 'restore' AND j.kind = 'backup' AND j.parent IS NULL
              AND j.status = 'queued' AND (r.created_at, r.id) < (j.created_at, j.id)
            END
      """;

  /**
   * The oldest job that may run, its row locked.
   *
   * @param id only this one, or null
   */
  static @Nullable Job claimable(Connection connection, @Nullable String id, Instant now)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT * FROM jobs j
            WHERE (j.status = 'queued' OR (j.status = 'running' AND j.lease_until < ?))
              AND (?::text IS NULL OR j.id = ?)
              AND NOT EXISTS (SELECT 1 FROM jobs r WHERE %s)
            ORDER BY j.created_at, j.id LIMIT 1 FOR UPDATE SKIP LOCKED\
            """
                .formatted(IN_THE_WAY))) {
      select.setTimestamp(1, JobRows.timestamp(now));
      select.setString(2, id);
      select.setString(3, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? JobRows.job(row) : null;
      }
    }
  }

  /** A restore of one of the targets that has not ended. */
  static Optional<Job> unfinishedRestore(Connection connection, List<String> targets)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT * FROM jobs WHERE kind = 'restore' AND status IN ('queued', 'running')
              AND targets && ? ORDER BY created_at, id LIMIT 1\
            """)) {
      select.setArray(1, connection.createArrayOf("text", targets.toArray()));
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(JobRows.job(row)) : Optional.empty();
      }
    }
  }

  /** What a queued job waits for, beside a free worker. */
  static List<Job> waitedFor(Connection connection, String id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT r.* FROM jobs j JOIN jobs r ON %s
            WHERE j.id = ? AND j.status = 'queued' ORDER BY r.created_at, r.id\
            """
                .formatted(IN_THE_WAY))) {
      select.setString(1, id);
      List<Job> jobs = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          jobs.add(JobRows.job(row));
        }
      }
      return jobs;
    }
  }
}
