package io.orchestratex.backup.restore;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.Progress;
import io.orchestratex.backup.restore.RestoreDetails.Report;
import io.orchestratex.backup.restore.RestoreDetails.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A restore as the API shows it.
 *
 * @param waitsFor while it is queued: the backups and restores that must end first; after an
 *     attempt met a fault that may pass: that fault
 */
record RestoreView(
    String id,
    String backup,
    String state,
    List<String> waitsFor,
    List<String> targets,
    List<String> databases,
    List<String> collections,
    Progress progress,
    int attempt,
    @Nullable String safetyBackup,
    List<Step> steps,
    @Nullable Report report,
    String requestedBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Long durationMs,
    @Nullable String failure) {

  /** Whether a restore is what a request asks for. */
  static boolean isOf(JobRecord row, RestoreRequest request) {
    String backup = request.backup();
    List<String> targets = request.targets();
    return RestoreDetails.fromJson(row.details()).selection().equals(request.selection())
        && (backup == null || backup.equals("latest") || backup.equals(row.job().subject()))
        && (targets == null || row.job().targets().containsAll(targets));
  }

  static RestoreView of(JobRecord row, JobStore store) {
    Job job = row.job();
    RestoreDetails details = RestoreDetails.fromJson(row.details());
    return new RestoreView(
        job.id(),
        job.subject(),
        job.state(),
        row.waitsFor(store),
        job.targets(),
        details.selection().databases(),
        details.selection().collections(),
        row.progress(),
        job.attempt(),
        details.safetyBackup(),
        details.steps(),
        details.report(),
        job.requestedBy(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        job.startedAt() == null || job.finishedAt() == null
            ? null
            : job.ranFor(job.finishedAt()).toMillis(),
        job.failure());
  }
}
