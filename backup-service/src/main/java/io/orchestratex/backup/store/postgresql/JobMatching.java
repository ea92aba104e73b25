package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.job.JobFilter;
import org.jdbi.v3.core.statement.SqlStatement;

/** The condition that a filter is, in SQL. */
final class JobMatching {

  /** Follows the name of the table. */
  static final String WHERE =
      """
       WHERE kind = :kind
         AND (:state::text IS NULL
           OR (CASE WHEN status = 'running' THEN phase ELSE status END) = :state)
         AND (:target::text IS NULL OR :target = ANY(targets))
         AND (:label::text IS NULL OR label = :label)
         AND (:text::text IS NULL OR id ILIKE :text OR label ILIKE :text)
         AND (:from::timestamptz IS NULL OR created_at >= :from)
         AND (:to::timestamptz IS NULL OR created_at < :to)
         AND (:verified::boolean IS NULL OR :verified = COALESCE(
           (SELECT verify.status = 'succeeded' FROM jobs verify
             WHERE verify.subject = jobs.id AND verify.kind = 'verify'
             ORDER BY verify.created_at DESC, verify.id DESC LIMIT 1),
           details->'verification'->>'state' = 'succeeded', false))
         AND (:drilled::boolean IS NULL OR :drilled = (
           SELECT count(*) = cardinality(jobs.targets) AND bool_and(verdict = 'passed')
           FROM (SELECT DISTINCT ON (each.key) each.value AS verdict
             FROM jobs drill, jsonb_each_text(drill.details->'verdicts') each
             WHERE drill.subject = jobs.id AND drill.kind = 'drill'
             ORDER BY each.key, drill.created_at DESC, drill.id DESC) verdicts))
      """;

  private JobMatching() {}

  static <S extends SqlStatement<S>> S bind(S statement, JobFilter filter) {
    return statement
        .bind("kind", filter.kind())
        .bind("state", filter.state())
        .bind("target", filter.target())
        .bind("label", filter.label())
        .bind("text", filter.text() == null ? null : filter.text().likePattern())
        .bind("from", filter.createdAt().from())
        .bind("to", filter.createdAt().to())
        .bind("verified", filter.verified())
        .bind("drilled", filter.drilled());
  }
}
