package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which job may run next, and which jobs it waits for. */
final class JobClaims {

  /**
   * Serialises claims and orders, so that two at once do not miss that one must wait for the other.
   */
  private static final long LOCK = 0x6f78_6a6f_6273L;

  private JobClaims() {}

  /** Until the end of the transaction no other one claims a job or orders one that locks alone. */
  static void lock(Handle sql) {
    sql.createQuery("SELECT pg_advisory_xact_lock(:lock)")
        .bind("lock", LOCK)
        .map((_, _) -> LOCK)
        .one();
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
  static Optional<Job> claimable(Handle sql, @Nullable String id, Set<String> kinds) {
    return sql.createQuery(
            """
            SELECT * FROM jobs j
            WHERE (j.status = 'queued' OR (j.status = 'running' AND j.lease_until < clock_timestamp()))
              AND (:id::text IS NULL OR j.id = :id) AND j.kind = ANY(:kinds)
              AND NOT EXISTS (SELECT 1 FROM jobs r WHERE %s)
            ORDER BY j.created_at, j.id LIMIT 1 FOR UPDATE SKIP LOCKED\
            """
                .formatted(IN_THE_WAY))
        .bind("id", id)
        .bindArray("kinds", String.class, kinds)
        .map(JobRows.JOB)
        .findOne();
  }

  /** The time of the store, which all workers share. */
  static Instant now(Handle sql) {
    return sql.createQuery("SELECT clock_timestamp()").mapTo(Instant.class).one();
  }

  /** The jobs that have not ended and share a target with an order, oldest first. */
  static List<Job> open(Handle sql, List<String> targets) {
    return sql.createQuery(
            """
            SELECT * FROM jobs WHERE status IN ('queued', 'running')
              AND targets && :targets::text[] ORDER BY created_at, id\
            """)
        .bindArray("targets", String.class, targets)
        .map(JobRows.JOB)
        .list();
  }

  /** The jobs that a queued job waits for. */
  static List<Job> waitedFor(Handle sql, String id) {
    return sql.createQuery(
            """
            SELECT r.* FROM jobs j JOIN jobs r ON %s
            WHERE j.id = :id AND j.status = 'queued' ORDER BY r.created_at, r.id\
            """
                .formatted(IN_THE_WAY))
        .bind("id", id)
        .map(JobRows.JOB)
        .list();
  }
}
