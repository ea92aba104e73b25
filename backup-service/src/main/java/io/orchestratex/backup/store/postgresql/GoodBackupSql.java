package io.orchestratex.backup.store.postgresql;

/** What makes a backup a good one of a target, said once for all queries that look for one. */
final class GoodBackupSql {

  /**
   * The rows {@code backup} of the table {@code jobs} that are good ones of {@code wanted.target}:
   * they hold it, and neither their newest check nor their newest drill of it has failed. {@code
   * later.status} is how that check ended. Conditions may follow.
   */
  static final String GOOD =
      """
        FROM jobs backup
        LEFT JOIN LATERAL (
          SELECT status FROM jobs
          WHERE subject = backup.id AND kind = 'verify' AND status IN ('succeeded', 'failed')
          ORDER BY created_at DESC, id DESC LIMIT 1
        ) later ON true
        LEFT JOIN LATERAL (
          SELECT details->'verdicts'->>wanted.target AS verdict FROM jobs
          WHERE subject = backup.id AND kind = 'drill'
            AND details->'verdicts'->>wanted.target IS NOT NULL
          ORDER BY created_at DESC, id DESC LIMIT 1
        ) drilled ON true
        WHERE backup.kind = 'backup' AND backup.status = 'succeeded' AND backup.parent IS NULL
          AND wanted.target = ANY(backup.targets)
          AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(
              CASE jsonb_typeof(backup.details->'parts') WHEN 'array' THEN backup.details->'parts'
                ELSE '[]' END) part
            WHERE part->>'target' = wanted.target AND part->>'state' = 'failed')
          AND (later.status IS DISTINCT FROM 'failed'
            OR EXISTS (SELECT 1 FROM backup_copies copy WHERE copy.backup = backup.id
              AND copy.state = 'complete' AND copy.verified_at IS NOT NULL))
          AND drilled.verdict IS DISTINCT FROM 'failed'
      """;

  private GoodBackupSql() {}
}
