package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobLocks;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Jobs to rows of the table {@code jobs} and back. */
final class JobRows {

  private JobRows() {}

  static JobRecord record(ResultSet row) throws SQLException {
    return new JobRecord(
        job(row),
        new Progress(
            row.getInt("percent"),
            row.getLong("bytes"),
            row.getString("phase"),
            row.getString("detail")),
        row.getString("details"));
  }

  static Job job(ResultSet row) throws SQLException {
    Instant created = instant(row, "created_at");
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
        created == null ? Instant.EPOCH : created,
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

  static @Nullable Timestamp timestamp(@Nullable Instant at) {
    return at == null ? null : Timestamp.from(at);
  }

  /** Adds a row; false when the id or the key is taken. */
  static boolean insert(
      Connection connection, Job job, JobLocks locks, String details, @Nullable String key)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO jobs (id, kind, status, phase, attempt, subject, targets, label,
              requested_by, parent, created_at, started_at, finished_at, version, percent, details,
              order_key, locks)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
            ON CONFLICT DO NOTHING\
            """)) {
      insert.setString(1, job.id());
      insert.setString(2, job.kind());
      insert.setString(3, job.status().text());
      insert.setString(4, job.phase());
      insert.setInt(5, job.attempt());
      insert.setString(6, job.subject());
      insert.setArray(7, connection.createArrayOf("text", job.targets().toArray()));
      insert.setString(8, job.label());
      insert.setString(9, job.requestedBy());
      insert.setString(10, job.parent());
      insert.setTimestamp(11, timestamp(job.createdAt()));
      insert.setTimestamp(12, timestamp(job.startedAt()));
      insert.setTimestamp(13, timestamp(job.finishedAt()));
      insert.setLong(14, job.version());
      insert.setInt(15, job.status().isFinal() ? 100 : 0);
      insert.setString(16, details);
      insert.setString(17, key);
      insert.setString(18, locks.text());
      return insert.executeUpdate() == 1;
    }
  }

  static void update(Connection connection, Job job, @Nullable String details) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE jobs SET status = ?, phase = ?, attempt = ?, owner = ?, lease_until = ?,
              cancel_requested_by = ?, started_at = ?, finished_at = ?, failure = ?, version = ?,
              details = COALESCE(?::jsonb, details),
              percent = CASE WHEN ? = 'succeeded' THEN 100 ELSE percent END,
              detail = CASE WHEN ? THEN '' ELSE detail END
            WHERE id = ?\
            """)) {
      update.setString(1, job.status().text());
      update.setString(2, job.phase());
      update.setInt(3, job.attempt());
      update.setString(4, job.owner());
      update.setTimestamp(5, timestamp(job.leaseUntil()));
      update.setString(6, job.cancelRequestedBy());
      update.setTimestamp(7, timestamp(job.startedAt()));
      update.setTimestamp(8, timestamp(job.finishedAt()));
      update.setString(9, job.failure());
      update.setLong(10, job.version());
      update.setString(11, details);
      update.setString(12, job.status().text());
      update.setBoolean(13, job.status().isFinal());
      update.setString(14, job.id());
      update.executeUpdate();
    }
  }
}
