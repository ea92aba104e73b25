package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.job.Job;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which job may run next, and which jobs it waits for. */
final class JobClaims {

  /**
   * Serialises claims and orders, so that two at once do not miss that one must wait for the other.
   */
  private static final long LOCK = 0x6f78_6a6f_6273L;

  private JobClaims() {}

  /** Until the end of the transaction no other one claims a job or orders one that locks alone. */
  static void lock(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
      lock.setLong(1, LOCK);
      lock.execute();
    }
  }

  /**
   * Whether job {@code r} keeps job {@code j} waiting. A job that shares its targets does not
   * overtake one that waits to have them alone, or a busy target would keep that one waiting for
   * ever; a job that another one ordered waits only for what runs.
   */
  private static final String IN_THE_WAY =
      """
      r.status IN ('queued', 'running') AND r.id <> j.id AND r.targets && j.targets
        AND r.locks <> 'none' AND j.locks <> 'none'
        AND r.parent IS DISTINCT FROM j.id AND j.parent IS DISTINCT FROM r.id
        AND CASE WHEN r.status = 'running' THEN r.locks = 'alone' OR j.locks = 'alone'
            ELSE r.locks = 'alone' AND j.locks = 'shared' AND j.parent IS NULL
              AND j.status = 'queued' AND (r.created_at, r.id) < (j.created_at, j.id)
            END
      """;

  /**
   * The oldest job that may run, its row locked.
   *
   * @param id only this one, or null
   * @param kinds that the worker can do
   */
  static @Nullable Job claimable(
      Connection connection, @Nullable String id, Set<String> kinds, Instant now)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT * FROM jobs j
            WHERE (j.status = 'queued' OR (j.status = 'running' AND j.lease_until < ?))
              AND (?::text IS NULL OR j.id = ?) AND j.kind = ANY(?)
              AND NOT EXISTS (SELECT 1 FROM jobs r WHERE %s)
            ORDER BY j.created_at, j.id LIMIT 1 FOR UPDATE SKIP LOCKED\
            """
                .formatted(IN_THE_WAY))) {
      select.setTimestamp(1, JobRows.timestamp(now));
      select.setString(2, id);
      select.setString(3, id);
      select.setArray(4, connection.createArrayOf("text", kinds.toArray()));
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? JobRows.job(row) : null;
      }
    }
  }

  /** The jobs that have not ended and share a target with an order, oldest first. */
  static List<Job> open(Connection connection, List<String> targets) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT * FROM jobs WHERE status IN ('queued', 'running')
              AND targets && ? ORDER BY created_at, id\
            """)) {
      select.setArray(1, connection.createArrayOf("text", targets.toArray()));
      List<Job> jobs = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          jobs.add(JobRows.job(row));
        }
      }
      return jobs;
    }
  }

  /** The jobs that a queued job waits for. */
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
