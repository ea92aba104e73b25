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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code jobs} as policies look at it. */
@Singleton
final class PostgresPolicyCatalog implements PolicyCatalog {

  private static final String ENTRIES =
      """
      SELECT backup.*, checked.status AS checked, drilled.failed AS withdrawn, hold.reason AS held,
        COALESCE(reader.name, awaited.name) AS in_use, restore.status AS restore_status,
        importance.backup IS NOT NULL AS important
      FROM jobs backup
      LEFT JOIN backup_importance importance ON importance.backup = backup.id
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
      LEFT JOIN LATERAL (
        SELECT 'the copy to ' || copy.vault || ', which is not there yet' AS name
        FROM backup_copies copy LEFT JOIN jobs job ON job.id = copy.job
        WHERE copy.backup = backup.id AND copy.state = 'wanted'
          AND job.status IS DISTINCT FROM 'cancelled'
        ORDER BY copy.vault LIMIT 1
      ) awaited ON true
      """
          + PostgresDrillRecords.WITHDRAWN
          + " WHERE backup.kind = 'backup' AND backup.status IN ('queued', 'running', 'succeeded')";

  /** Ends of a restore after which its safety backup is there for a change of mind only. */
  private static final List<String> OVER = List.of("succeeded", "rolled_back", "cancelled");

  private final Postgres postgres;

  PostgresPolicyCatalog(Postgres postgres) {
    this.postgres = postgres;
  }

  private static final String COPIES =
      """
      SELECT backup, vault, verified_at IS NOT NULL AS verified, stored_bytes FROM backup_copies
      WHERE state = 'complete' AND backup = ANY(:backups) ORDER BY backup, vault\
      """;

  private record CompleteCopy(String backup, String vault, boolean verified, long storedBytes) {}

  @Override
  public List<CatalogEntry> entries() {
    return postgres.inTransaction(sql -> {
      Map<String, Entry> homes = new LinkedHashMap<>();
      sql.createQuery(ENTRIES)
          .map((row, _) -> entry(row))
          .forEach(each -> homes.put(each.entry().candidate().id(), each));
      List<CatalogEntry> all = new ArrayList<>();
      homes.values().forEach(each -> all.add(each.entry()));
      sql.createQuery(COPIES)
          .bindArray("backups", String.class, homes.keySet())
          .map((row, _) ->
              new CompleteCopy(
                  row.getString("backup"),
                  row.getString("vault"),
                  row.getBoolean("verified"),
                  row.getLong("stored_bytes")))
          .forEach(copy -> all.add(copied(Objects.requireNonNull(homes.get(copy.backup())), copy)));
      return all;
    });
  }

  /** A backup in its own vault, and whether a drill has taken the word good from it. */
  private record Entry(CatalogEntry entry, boolean withdrawn) {}

  private static CatalogEntry copied(Entry home, CompleteCopy copy) {
    Candidate backup = home.entry().candidate();
    return new CatalogEntry(
        new Candidate(
            backup.id(),
            backup.takenAt(),
            backup.targets(),
            home.withdrawn()
                ? Health.DAMAGED
                : copy.verified() ? Health.VERIFIED : Health.UNVERIFIED,
            backup.complete(),
            backup.held(),
            backup.inUse(),
            backup.safetyOf(),
            backup.important(),
            copy.storedBytes()),
        home.entry().requestedBy(),
        copy.vault(),
        false);
  }

  private static Entry entry(ResultSet row) throws SQLException {
    JobRecord record = JobRows.record(row);
    Job job = record.job();
    BackupDetails details = BackupDetails.fromJson(record.details());
    Completeness completeness =
        Completeness.of(details.parts().stream().flatMap(part -> part.leftOut().stream()).toList());
    boolean withdrawn = row.getBoolean("withdrawn");
    Candidate candidate =
        new Candidate(
            job.id(),
            job.createdAt(),
            details.held(job.targets()),
            withdrawn
                ? Health.DAMAGED
                : health(job, row.getString("checked"), details.verification()),
            details.isFull() && completeness == Completeness.COMPLETE,
            row.getString("held"),
            row.getString("in_use"),
            undo(job, row.getString("restore_status")),
            row.getBoolean("important"),
            details.parts().stream().mapToLong(PartDetails::storedBytes).sum());
    return new Entry(
        new CatalogEntry(candidate, job.requestedBy(), details.vault(), true), withdrawn);
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
