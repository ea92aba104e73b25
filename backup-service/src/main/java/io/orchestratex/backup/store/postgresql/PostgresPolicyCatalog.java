package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.capture.BackupDetails;
import io.orchestratex.backup.capture.BackupDetails.PartDetails;
import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.policy.Candidate;
import io.orchestratex.backup.policy.Candidate.Health;
import io.orchestratex.backup.policy.Candidate.Undo;
import io.orchestratex.backup.policy.CatalogEntry;
import io.orchestratex.backup.policy.CleanupJobRules;
import io.orchestratex.backup.policy.PolicyCatalog;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code jobs} as policies look at it. */
@Singleton
final class PostgresPolicyCatalog implements PolicyCatalog {

  private static final String ENTRIES =
      """
      SELECT backup.*, checked.status AS checked, drilled.failed AS withdrawn, hold.reason AS held, reader.name AS in_use,
        restore.status AS restore_status
      FROM jobs backup
      LEFT JOIN backup_holds hold ON hold.backup = backup.id
      LEFT JOIN jobs restore ON restore.id = backup.parent
      LEFT JOIN LATERAL (
        SELECT status FROM jobs
        WHERE subject = backup.id AND kind = 'verify' AND status IN ('succeeded', 'failed')
        ORDER BY created_at DESC, id DESC LIMIT 1
      ) checked ON true
      LEFT JOIN LATERAL (
        SELECT kind || ' ' || id AS name FROM jobs
        WHERE status IN ('queued', 'running') AND id <> backup.id
          AND (subject = backup.id OR id = backup.parent)
        ORDER BY id LIMIT 1
      ) reader ON true
      """
          + PostgresDrillRecords.WITHDRAWN
          + " WHERE backup.kind = 'backup' AND backup.status IN ('queued', 'running', 'succeeded')";

  /** Ends of a restore after which its safety backup is there for a change of mind only. */
  private static final List<String> OVER = List.of("succeeded", "rolled_back", "cancelled");

  private final Postgres postgres;

  PostgresPolicyCatalog(Postgres postgres) {
    this.postgres = postgres;
  }

  @Override
  public List<CatalogEntry> entries() {
    return postgres.inTransaction(
        sql -> sql.createQuery(ENTRIES).map((row, _) -> entry(row)).list());
  }

  private static CatalogEntry entry(ResultSet row) throws SQLException {
    JobRecord record = JobRows.record(row);
    Job job = record.job();
    BackupDetails details = BackupDetails.fromJson(record.details());
    Completeness completeness =
        Completeness.of(details.parts().stream().flatMap(part -> part.leftOut().stream()).toList());
    Candidate candidate =
        new Candidate(
            job.id(),
            job.createdAt(),
            details.held(job.targets()),
            row.getBoolean("withdrawn")
                ? Health.DAMAGED
                : health(job, row.getString("checked"), details.verification()),
            details.isFull() && completeness == Completeness.COMPLETE,
            row.getString("held"),
            row.getString("in_use"),
            undo(job, row.getString("restore_status")),
            details.parts().stream().mapToLong(PartDetails::storedBytes).sum());
    return new CatalogEntry(candidate, job.requestedBy(), details.vault());
  }

  /** The newest check counts; the first one is part of taking the backup. */
  private static Health health(Job job, @Nullable String checked, @Nullable Verification own) {
    if (job.status() != JobStatus.SUCCEEDED) {
      return Health.RUNNING;
    }
    if (checked != null) {
      return checked.equals("succeeded") ? Health.VERIFIED : Health.DAMAGED;
    }
    return own != null && own.state().equals("succeeded") ? Health.VERIFIED : Health.UNVERIFIED;
  }

  /** A restore that is not known any more is over. */
  private static @Nullable Undo undo(Job backup, @Nullable String restore) {
    if (backup.parent() == null) {
      return null;
    }
    return restore == null || OVER.contains(restore) ? Undo.OVER : Undo.NEEDED;
  }

  @Override
  public Optional<Job> newestBackupBy(String requester) {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                """
                SELECT * FROM jobs WHERE kind = 'backup' AND requested_by = :requester
                ORDER BY created_at DESC, id DESC LIMIT 1\
                """)
            .bind("requester", requester)
            .map(JobRows.JOB)
            .findOne());
  }

  @Override
  public Optional<JobRecord> newestCleanup(String policy) {
    return postgres.inTransaction(sql ->
        sql.createQuery(
                """
                SELECT * FROM jobs WHERE kind = :kind AND details->>'policy' = :policy
                ORDER BY created_at DESC, id DESC LIMIT 1\
                """)
            .bind("kind", CleanupJobRules.KIND)
            .bind("policy", policy)
            .map(JobRows.RECORD)
            .findOne());
  }
}
