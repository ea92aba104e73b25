package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobFilter;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What is asked of the table {@code jobs}; the answers may be old when they arrive. */
final class JobQueries {

  private JobQueries() {}

  static Map<String, JobStatus> statuses(Handle sql, Collection<String> ids) {
    return sql
        .createQuery("SELECT id, status FROM jobs WHERE id = ANY(:ids)")
        .bindArray("ids", String.class, ids)
        .map((row, _) ->
            Map.entry(
                row.getString("id"),
                JobStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  static Optional<JobRecord> latest(
      Handle sql, String kind, Collection<String> targets, @Nullable Instant at) {
    return sql.createQuery(
            """
            SELECT * FROM jobs
            WHERE kind = :kind AND status = 'succeeded' AND parent IS NULL
              AND coalesce(details->>'kind', 'full') = 'full'
              AND targets @> CAST(:targets AS text[])
              AND created_at <= CAST(:at AS timestamptz)
              AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(
                  CASE jsonb_typeof(details->'parts') WHEN 'array' THEN details->'parts'
                    ELSE '[]' END) part
                WHERE part->>'state' = 'failed'
                  AND (cardinality(CAST(:targets AS text[])) = 0
                    OR part->>'target' = ANY(CAST(:targets AS text[]))))
            ORDER BY created_at DESC, id DESC LIMIT 1\
            """)
        .bind("kind", kind)
        .bindArray("targets", String.class, targets)
        .bind("at", at == null ? "infinity" : at.toString())
        .map(JobRows.RECORD)
        .findOne();
  }

  static Optional<JobRecord> latestOf(Handle sql, String kind, String target) {
    return sql.createQuery(
            """
            SELECT * FROM jobs
            WHERE kind = :kind AND status = 'succeeded' AND :target = ANY(targets)
              AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(
                  CASE jsonb_typeof(details->'parts') WHEN 'array' THEN details->'parts'
                    ELSE '[]' END) part
                WHERE part->>'target' = :target AND part->>'state' = 'failed')
            ORDER BY created_at DESC, id DESC LIMIT 1\
            """)
        .bind("kind", kind)
        .bind("target", target)
        .map(JobRows.RECORD)
        .findOne();
  }

  static Map<String, JobRecord> newestAbout(Handle sql, Collection<String> subjects, String kind) {
    return sql
        .createQuery(
            """
            SELECT DISTINCT ON (subject) * FROM jobs
            WHERE subject = ANY(:subjects) AND kind = :kind
            ORDER BY subject, created_at DESC, id DESC\
            """)
        .bindArray("subjects", String.class, subjects)
        .bind("kind", kind)
        .map(JobRows.RECORD)
        .list()
        .stream()
        .collect(Collectors.toMap(row -> row.job().subject(), Function.identity()));
  }

  static List<Job> unfinishedAbout(Handle sql, String subject) {
    return sql.createQuery(
            """
            SELECT * FROM jobs WHERE status IN ('queued', 'running')
              AND (subject = :subject OR id = (SELECT parent FROM jobs WHERE id = :subject))\
            """)
        .bind("subject", subject)
        .map(JobRows.JOB)
        .list();
  }

  static Page<JobRecord> list(Handle sql, JobFilter filter, PageRequest page) {
    List<JobRecord> rows =
        JobMatching.bind(
                sql.createQuery(
                    "SELECT * FROM jobs"
                        + JobMatching.WHERE
                        + " ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset"),
                filter)
            .bind("limit", page.limit())
            .bind("offset", page.offset())
            .map(JobRows.RECORD)
            .list();
    long total =
        JobMatching.bind(sql.createQuery("SELECT count(*) FROM jobs" + JobMatching.WHERE), filter)
            .mapTo(Long.class)
            .one();
    return Page.of(rows, page, total);
  }
}
