package io.orchestratex.backup.restore;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobTrend;
import io.orchestratex.backup.job.Progress;
import io.orchestratex.backup.restore.RestoreDetails.Report;
import io.orchestratex.backup.restore.RestoreDetails.Step;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A restore as the API shows it.
 *
 * @param id id of the restore: the second of its order in UTC, with three more digits where another
 *     job was ordered in the same second
 * @param backup id of the backup that is restored
 * @param state {@code queued} until it begins; then what it does: {@code verifying} the backup,
 *     taking a {@code safety_backup}, {@code restoring} under temporary names, {@code comparing},
 *     {@code swapping} what was loaded into place, or {@code rolling_back}; at its end {@code
 *     succeeded}, {@code failed} or {@code cancelled} with nothing changed, {@code rolled_back}
 *     with everything as it was before, or {@code rollback_failed} with some data restored and some
 *     not
 * @param waitsFor while it is queued: ids of the backups and restores that must end first; after an
 *     attempt met a fault that may pass: that fault; otherwise empty
 * @param targets ids of the targets that it changes
 * @param databases the databases that were chosen; empty where all are restored
 * @param collections the collections that were chosen; empty where all are restored
 * @param users whether accounts and roles are restored, too
 * @param vault the only vault that the backup is read from; absent where it may be any that has it
 * @param sourceTarget id of the target that the part was taken of, where it is restored into
 *     another one; absent where it is restored into that target
 * @param as new names of databases and collections, by their names in the backup; empty where all
 *     keep theirs
 * @param progress how far it is
 * @param attempt how often it was begun: 0 while it is queued, more than 1 after a worker was lost
 *     or a fault passed
 * @param safetyBackup id of the backup that it took of what it replaces; absent until then, and
 *     where nothing is replaced
 * @param steps its steps in the order in which they began
 * @param report what was compared; absent until then
 * @param requestedBy the user or machine that ordered it
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
record RestoreView(
    String id,
    String backup,
    @Schema(
            allowableValues = {
              "queued",
              "verifying",
              "safety_backup",
              "restoring",
              "comparing",
              "swapping",
              "rolling_back",
              "succeeded",
              "failed",
              "cancelled",
              "rolled_back",
              "rollback_failed"
            })
        String state,
    List<String> waitsFor,
    List<String> targets,
    List<String> databases,
    List<String> collections,
    boolean users,
    @Nullable String vault,
    @Nullable String sourceTarget,
    Map<String, String> as,
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
    @Nullable Long bytesPerSecond,
    @Nullable JobTrend trend,
    @Nullable String failure) {

  /** Whether a restore is what a request asks for. */
  static boolean isOf(JobRecord row, RestoreRequest request) {
    String backup = request.backup();
    RestoreDetails details = RestoreDetails.fromJson(row.details());
    return Objects.equals(details.vault(), request.vault())
        && (details.selection().equals(request.chosen())
            || (request.isElsewhere()
                && !request.chosen().filters()
                && details.selection().users() == request.chosen().users()))
        && (backup == null || backup.equals("latest") || backup.equals(row.job().subject()))
        && isAt(row.job(), details.place(), request);
  }

  private static boolean isAt(Job job, Elsewhere place, RestoreRequest request) {
    List<String> targets = request.targets();
    String into = request.into();
    if (place.isNone()) {
      return request.newNames().isEmpty()
          && (into == null || job.targets().contains(into))
          && (targets == null || job.targets().containsAll(targets));
    }
    return names(place).equals(request.newNames())
        && place.replace() == request.replaces()
        && (into == null ? place.source() == null : job.targets().contains(into))
        && (targets == null
            || job.targets().stream().map(place::sourceOf).allMatch(targets::contains));
  }

  /** New names by the old ones, in their order. */
  static Map<String, String> names(Elsewhere place) {
    Map<String, String> names = new TreeMap<>(place.naming().databases());
    names.putAll(place.naming().collections());
    return names;
  }

  static RestoreView of(JobRecord row, JobStore store) {
    return of(row, store, store.trend(row));
  }

  /** All of a page. */
  static List<RestoreView> of(List<JobRecord> rows, JobStore store) {
    Map<String, JobTrend> trends = store.trends(rows);
    return rows.stream().map(row -> of(row, store, trends.get(row.job().id()))).toList();
  }

  private static RestoreView of(JobRecord row, JobStore store, @Nullable JobTrend trend) {
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
        details.selection().users(),
        details.vault(),
        details.place().source(),
        names(details.place()),
        row.progress(),
        job.attempt(),
        details.safetyBackup(),
        details.steps(),
        details.report(),
        job.requestedBy(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        row.durationMs(),
        row.bytesPerSecond(),
        trend,
        job.failure());
  }
}
