package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobTrend;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Medians of the jobs before a job, by the index of jobs of a kind. */
final class JobTrends {

  private static final int MOST = 10;

  private static final String MEDIANS =
      """
      SELECT wanted.id, count(*) AS of,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY earlier.ms) AS median_ms,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY earlier.rate) AS median_rate
      FROM jobs wanted
      CROSS JOIN LATERAL (
        SELECT took.ms, worked_bytes * 1000 / greatest(took.ms, 1) AS rate
        FROM jobs
        CROSS JOIN LATERAL (SELECT extract(epoch FROM finished_at - started_at) * 1000 AS ms) took
        WHERE kind = wanted.kind AND status = 'succeeded' AND targets = wanted.targets
          AND coalesce(details->>'kind', '') = coalesce(wanted.details->>'kind', '')
          AND created_at < wanted.created_at AND started_at IS NOT NULL
        ORDER BY created_at DESC, id DESC LIMIT :most
      ) earlier
      WHERE wanted.id = ANY(:ids) AND wanted.status = 'succeeded'
      GROUP BY wanted.id HAVING count(*) >= :least\
      """;

  private JobTrends() {}

  static Map<String, JobTrend> of(Handle sql, Collection<JobRecord> jobs) {
    Map<String, JobRecord> ended =
        jobs.stream()
            .filter(each -> each.durationMs() != null)
            .collect(Collectors.toMap(each -> each.job().id(), Function.identity()));
    if (ended.isEmpty()) {
      return Map.of();
    }
    return sql
        .createQuery(MEDIANS)
        .bindArray("ids", String.class, List.copyOf(ended.keySet()))
        .bind("most", MOST)
        .bind("least", JobTrend.LEAST)
        .map((row, _) ->
            Map.entry(
                row.getString("id"),
                trend(Objects.requireNonNull(ended.get(row.getString("id"))), row)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static JobTrend trend(JobRecord job, ResultSet row) throws SQLException {
    return JobTrend.of(
        Objects.requireNonNull(job.durationMs()),
        job.bytesPerSecond(),
        row.getInt("of"),
        Math.round(row.getDouble("median_ms")),
        rate(row));
  }

  private static @Nullable Long rate(ResultSet row) throws SQLException {
    double rate = row.getDouble("median_rate");
    return row.wasNull() ? null : Long.valueOf(Math.round(rate));
  }
}
