package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.vault.VaultSizes;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** The table {@code vault_sizes}, and the sums of the backups and copies that lie in vaults. */
@Singleton
final class PostgresVaultSizes implements VaultSizes {

  private static final String ALL =
      """
      WITH held AS (
        SELECT vault, worked_bytes, added_bytes, finished_at FROM jobs
        WHERE kind = 'backup' AND status = 'succeeded'
        UNION ALL
        SELECT copies.vault, jobs.worked_bytes, copies.added_bytes, copies.completed_at
        FROM backup_copies copies JOIN jobs ON jobs.id = copies.backup
        WHERE copies.state = 'complete'
      )
      SELECT held.vault, count(*) AS backups, coalesce(sum(worked_bytes), 0) AS logical,
        coalesce(max(sizes.stored_bytes), 0) + coalesce(sum(added_bytes)
          FILTER (WHERE sizes.vault IS NULL OR held.finished_at > sizes.measured_at), 0) AS stored
      FROM held LEFT JOIN vault_sizes sizes ON sizes.vault = held.vault
      GROUP BY held.vault\
      """;

  private static final String NEWEST =
      """
      SELECT wanted.target, (part->>'source_bytes')::bigint AS source,
        (part->>'stored_bytes')::bigint AS stored,
        coalesce(part->>'added_bytes', part->>'stored_bytes')::bigint AS added
      FROM (SELECT DISTINCT unnest(targets) AS target FROM jobs WHERE kind = 'backup') wanted
      CROSS JOIN LATERAL (
        SELECT details FROM jobs
        WHERE kind = 'backup' AND status = 'succeeded' AND wanted.target = ANY(targets)
        ORDER BY created_at DESC, id DESC LIMIT 1
      ) newest
      CROSS JOIN LATERAL jsonb_array_elements(newest.details->'parts') part
      WHERE part->>'target' = wanted.target\
      """;

  private final Postgres postgres;

  PostgresVaultSizes(Postgres postgres) {
    this.postgres = postgres;
  }

  @Override
  public Map<String, VaultSize> all() {
    return postgres.inTransaction(sql ->
        sql
            .createQuery(ALL)
            .map((row, _) ->
                Map.entry(
                    row.getString("vault"),
                    new VaultSize(
                        row.getInt("backups"), row.getLong("logical"), row.getLong("stored"))))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  @Override
  public Map<String, PartSize> newest() {
    return postgres.inTransaction(sql ->
        sql
            .createQuery(NEWEST)
            .map((row, _) ->
                Map.entry(
                    row.getString("target"),
                    new PartSize(
                        row.getLong("source"), row.getLong("stored"), row.getLong("added"))))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  @Override
  public void measured(String vault, long storedBytes, Instant at) {
    postgres.inTransaction(sql ->
        sql.createUpdate(
                """
                INSERT INTO vault_sizes (vault, stored_bytes, measured_at) VALUES (:vault, :bytes, :at)
                ON CONFLICT (vault) DO UPDATE
                SET stored_bytes = excluded.stored_bytes, measured_at = excluded.measured_at\
                """)
            .bind("vault", vault)
            .bind("bytes", storedBytes)
            .bind("at", at)
            .execute());
  }
}
