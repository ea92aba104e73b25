package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.capture.BackupDetails;
import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.target.GoodBackups;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The newest good backups, out of the table {@code jobs}. */
@Singleton
final class PostgresGoodBackups implements GoodBackups {

  /** For each target the index of the backups by time is walked until one fits. */
  private static final String NEWEST =
      """
      SELECT wanted.target, newest.*
      FROM unnest(:targets) AS wanted(target)
      CROSS JOIN LATERAL (
        SELECT backup.id, backup.created_at, backup.started_at, backup.finished_at, backup.details,
          later.status AS checked
      """
          + GoodBackupSql.GOOD
          + """
              AND coalesce(backup.details->>'kind', 'full') = 'full'
            ORDER BY backup.created_at DESC, backup.id DESC LIMIT 1
          ) newest\
          """;

  private final Postgres postgres;

  PostgresGoodBackups(Postgres postgres) {
    this.postgres = postgres;
  }

  @Override
  public Map<String, GoodBackup> newest(Collection<String> targets) {
    return postgres.inTransaction(sql ->
        sql
            .createQuery(NEWEST)
            .bindArray("targets", String.class, targets)
            .map((row, _) -> Map.entry(row.getString("target"), backup(row)))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static GoodBackup backup(ResultSet row) throws SQLException {
    BackupDetails details = BackupDetails.fromJson(row.getString("details"));
    String target = row.getString("target");
    Instant created = row.getTimestamp("created_at").toInstant();
    return new GoodBackup(
        row.getString("id"),
        details.vault(),
        created,
        or(row.getTimestamp("started_at"), created),
        or(row.getTimestamp("finished_at"), created),
        Completeness.of(
            details.parts().stream()
                .filter(part -> part.target().equals(target))
                .flatMap(part -> part.leftOut().stream())
                .toList()),
        isVerified(row.getString("checked"), details.verification()));
  }

  private static Instant or(@Nullable Timestamp timestamp, Instant otherwise) {
    return timestamp == null ? otherwise : timestamp.toInstant();
  }

  private static boolean isVerified(@Nullable String checked, @Nullable Verification own) {
    return checked != null || (own != null && own.state().equals("succeeded"));
  }
}
