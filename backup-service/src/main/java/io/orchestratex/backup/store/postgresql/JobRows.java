package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobLocks;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Jobs to rows of the table {@code jobs} and back. */
final class JobRows {

  static final RowMapper<Job> JOB = (row, _) -> job(row);
  static final RowMapper<JobRecord> RECORD = (row, _) -> record(row);

  private JobRows() {}

  static JobRecord record(ResultSet row) throws SQLException {
    return new JobRecord(
        job(row),
        new Progress(
            row.getInt("percent"),
            row.getLong("bytes"),
            row.getLong("total_bytes"),
            row.getLong("items"),
            row.getObject("seconds_left", Long.class),
            row.getString("phase"),
            row.getString("detail")),
        row.getString("details"),
        row.getObject("worked_bytes", Long.class),
        row.getString("paused_for"));
  }

  private static Job job(ResultSet row) throws SQLException {
    return new Job(
        row.getString("id"),
        row.getString("kind"),
        JobStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
        row.getString("phase"),
        row.getInt("attempt"),
        row.getString("owner"),
        instant(row, "lease_until"),
        row.getString("cancel_requested_by"),
        row.getString("subject"),
        strings(row, "targets"),
        row.getString("label"),
        row.getString("requested_by"),
        row.getString("parent"),
        Objects.requireNonNull(instant(row, "created_at")),
        instant(row, "started_at"),
        instant(row, "finished_at"),
        row.getString("failure"),
        row.getLong("version"));
  }

  private static List<String> strings(ResultSet row, String column) throws SQLException {
    return Arrays.asList((String[]) row.getArray(column).getArray());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  /** Adds a row; false when the id or the key is taken. */
  static boolean insert(Handle sql, Job job, JobLocks locks, String details, @Nullable String key) {
    return bind(
                sql.createUpdate(
                    """
                    INSERT INTO jobs (id, kind, status, phase, attempt, subject, targets, label,
                      requested_by, parent, created_at, started_at, finished_at, version, percent,
                      details, order_key, locks)
                    VALUES (:id, :kind, :status, :phase, :attempt, :subject, :targets, :label,
                      :requestedBy, :parent, :createdAt, :startedAt, :finishedAt, :version, :percent,
                      :details::jsonb, :key, :locks)
                    ON CONFLICT DO NOTHING\
                    """),
                job)
            .bind("kind", job.kind())
            .bind("subject", job.subject())
            .bindArray("targets", String.class, job.targets())
            .bind("label", job.label())
            .bind("requestedBy", job.requestedBy())
            .bind("parent", job.parent())
            .bind("createdAt", job.createdAt())
            .bind("percent", job.status().isFinal() ? 100 : 0)
            .bind("details", details)
            .bind("key", key)
            .bind("locks", locks.text())
            .execute()
        == 1;
  }

  static void update(Handle sql, Job job, @Nullable String details) {
    bind(
            sql.createUpdate(
                """
                UPDATE jobs SET status = :status, phase = :phase, attempt = :attempt,
                  owner = :owner, lease_until = :leaseUntil,
                  cancel_requested_by = :cancelRequestedBy, started_at = :startedAt,
                  finished_at = :finishedAt, failure = :failure, version = :version,
                  details = COALESCE(:details::jsonb, details),
                  percent = CASE WHEN :status = 'succeeded' THEN 100 ELSE percent END,
                  detail = CASE WHEN :final THEN '' ELSE detail END,
                  seconds_left = CASE WHEN :status = 'running' THEN seconds_left END,
                  paused_for = CASE WHEN :final OR attempt <> :attempt THEN NULL ELSE paused_for END
                WHERE id = :id\
                """),
            job)
        .bind("owner", job.owner())
        .bind("leaseUntil", job.leaseUntil())
        .bind("cancelRequestedBy", job.cancelRequestedBy())
        .bind("failure", job.failure())
        .bind("details", details)
        .bind("final", job.status().isFinal())
        .execute();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Job job) {
    return statement
        .bind("id", job.id())
        .bind("status", job.status().text())
        .bind("phase", job.phase())
        .bind("attempt", job.attempt())
        .bind("startedAt", job.startedAt())
        .bind("finishedAt", job.finishedAt())
        .bind("version", job.version());
  }
}
