package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.capture.BackupDrill;
import io.orchestratex.backup.capture.BackupDrills;
import io.orchestratex.backup.drill.DrillRecords;
import io.orchestratex.backup.drill.LastDrill;
import io.orchestratex.backup.job.Job;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Drills, out of the table {@code jobs}. */
@Singleton
final class PostgresDrillRecords implements DrillRecords, BackupDrills {

  /**
   * Whether the newest verdict about any target of the backup is a failure, and the reason; follows
   * a row called backup.
   */
  static final String WITHDRAWN =
      """
      LEFT JOIN LATERAL (
        SELECT bool_or(verdict = 'failed') AS failed, bool_and(verdict = 'passed') AS passed,
          count(*) AS targets, max(failure) FILTER (WHERE verdict = 'failed') AS reason
        FROM (
          SELECT DISTINCT ON (each.key) each.value AS verdict, drill.failure
          FROM jobs drill, jsonb_each_text(drill.details->'verdicts') each
          WHERE drill.subject = backup.id AND drill.kind = 'drill'
          ORDER BY each.key, drill.created_at DESC, drill.id DESC
        ) verdicts
      ) drilled ON true
      """;

  private static final String NEWEST =
      """
      SELECT wanted.target, newest.* FROM unnest(:targets) AS wanted(target)
      CROSS JOIN LATERAL (
        SELECT id, subject, finished_at, details, failure FROM jobs
        WHERE kind = 'drill' AND status IN ('succeeded', 'failed')
          AND wanted.target = ANY(targets) AND details->'verdicts'->>wanted.target IS NOT NULL
        ORDER BY created_at DESC, id DESC LIMIT 1
      ) newest\
      """;

  private static final String OF_BACKUPS =
      """
      SELECT newest.*, drilled.failed AS withdrawn, drilled.reason AS withdrawn_reason,
        drilled.passed AND drilled.targets = cardinality(backup.targets) AS drilled,
        CASE WHEN newest.status = 'succeeded' THEN 'passed'
          WHEN 'failed' IN (SELECT value FROM jsonb_each_text(newest.details->'verdicts'))
          THEN 'failed' END AS result
      FROM jobs backup
      CROSS JOIN LATERAL (
        SELECT * FROM jobs WHERE subject = backup.id AND kind = 'drill'
        ORDER BY created_at DESC, id DESC LIMIT 1
      ) newest
      """
          + WITHDRAWN
          + " WHERE backup.id = ANY(:backups)";

  private final Postgres postgres;

  PostgresDrillRecords(Postgres postgres) {
    this.postgres = postgres;
  }

  @Override
  public Map<String, LastDrill> newest(Collection<String> targets) {
    return postgres.inTransaction(sql ->
        sql
            .createQuery(NEWEST)
            .bindArray("targets", String.class, targets)
            .map((row, _) -> Map.entry(row.getString("target"), last(row)))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static LastDrill last(ResultSet row) throws SQLException {
    return LastDrill.of(
        row.getString("id"),
        row.getString("subject"),
        row.getString("target"),
        row.getTimestamp("finished_at").toInstant(),
        row.getString("details"),
        row.getString("failure"));
  }

  @Override
  public Map<String, Known> of(Collection<String> backups) {
    return postgres.inTransaction(sql ->
        sql
            .createQuery(OF_BACKUPS)
            .bindArray("backups", String.class, backups)
            .map((row, _) -> Map.entry(row.getString("subject"), known(row)))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static Known known(ResultSet row) throws SQLException {
    Job job = JobRows.record(row).job();
    boolean withdrawn = row.getBoolean("withdrawn");
    return new Known(
        new BackupDrill(
            job.id(),
            job.state(),
            row.getString("result"),
            job.finishedAt(),
            job.startedAt() == null || job.finishedAt() == null
                ? null
                : job.ranFor(job.finishedAt()).toMillis(),
            job.failure()),
        row.getBoolean("drilled"),
        withdrawn ? String.valueOf(row.getString("withdrawn_reason")) : null);
  }
}
