package io.orchestratex.backup.drill;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobTrend;
import io.orchestratex.backup.job.Progress;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A drill as the API shows it.
 *
 * @param id id of the drill: the second of its order in UTC, with three more digits where another
 *     job was ordered in the same second
 * @param backup id of the backup that it restores
 * @param vault the only vault that it reads the backup from; absent where it may be any that has it
 * @param state {@code queued} until it begins; then {@code preparing} a scratch server, {@code
 *     restoring} into it, {@code comparing} what is in it with the backup; at its end {@code
 *     succeeded}, {@code failed} or {@code cancelled}
 * @param result {@code passed}, everything was restored and equals the backup; {@code failed}, it
 *     does not, and the backup does not count as good any more; {@code not_carried_out}, which says
 *     nothing about the backup; absent until its end
 * @param waitsFor after an attempt met a fault that may pass: that fault; otherwise empty
 * @param targets ids of the targets that it restores
 * @param progress how far it is
 * @param attempt how often it was begun: 0 while it is queued, more than 1 after a worker was lost
 *     or a fault passed
 * @param parts what became of each target
 * @param leftOut targets of the backup that cannot be drilled and why, where the drill was to be of
 *     all that it holds; about them it says nothing
 * @param requestedBy the user or machine that ordered it, or {@code policy:} and the name of a
 *     policy
 * @param createdAt when it was ordered
 * @param startedAt when it began; absent while it is queued
 * @param finishedAt when it ended; absent until then
 * @param durationMs milliseconds from its beginning to its end; absent until then
 * @param bytesPerSecond bytes that it processed in a second, before compression; absent unless it
 *     succeeded
 * @param trend how it compares with the ones before it on the same targets; absent while there are
 *     fewer than 3 of them, and unless it succeeded
 * @param failure why it did not succeed, for a person; absent when it did or has not ended
 */
record DrillView(
    String id,
    String backup,
    @Nullable String vault,
    @Schema(
            allowableValues = {
              "queued",
              "preparing",
              "restoring",
              "comparing",
              "succeeded",
              "failed",
              "cancelled"
            })
        String state,
    @Nullable @Schema(allowableValues = {"passed", "failed", "not_carried_out"}) String result,
    List<String> waitsFor,
    List<String> targets,
    Progress progress,
    int attempt,
    List<DrilledTarget> parts,
    List<NotDrilled> leftOut,
    String requestedBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Long durationMs,
    @Nullable Long bytesPerSecond,
    @Nullable JobTrend trend,
    @Nullable String failure) {

  static DrillView of(JobRecord row, JobStore store) {
    return of(row, store, store.trend(row));
  }

  /** All of a page. */
  static List<DrillView> of(List<JobRecord> rows, JobStore store) {
    Map<String, JobTrend> trends = store.trends(rows);
    return rows.stream().map(row -> of(row, store, trends.get(row.job().id()))).toList();
  }

  private static DrillView of(JobRecord row, JobStore store, @Nullable JobTrend trend) {
    Job job = row.job();
    DrillDetails details = DrillDetails.fromJson(row.details());
    List<DrilledTarget> parts = details.targets();
    return new DrillView(
        job.id(),
        job.subject(),
        details.vault(),
        job.state(),
        result(job, parts),
        row.waitsFor(store),
        job.targets(),
        row.progress(),
        job.attempt(),
        parts,
        details.leftOut(),
        job.requestedBy(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        row.durationMs(),
        row.bytesPerSecond(),
        trend,
        job.failure());
  }

  private static @Nullable String result(Job job, List<DrilledTarget> parts) {
    return switch (job.status()) {
      case SUCCEEDED -> DrilledTarget.PASSED;
      case FAILED -> DrillRules.result(parts);
      case QUEUED, RUNNING, CANCELLED, ROLLED_BACK, ROLLBACK_FAILED -> null;
    };
  }
}
