package io.orchestratex.backup.recovery;

import io.orchestratex.backup.engine.RecoveryPoint;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.Progress;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recovery as the API shows it.
 *
 * @param id id of the recovery: the second of its order in UTC, with three more digits where
 *     another job was ordered in the same second
 * @param target id of the target whose server is brought back
 * @param backup id of the physical backup that it begins with
 * @param to {@code latest}, {@code end}, a time, or a position of the log
 * @param folder the new server's data folder, on the machine of the service
 * @param state {@code queued} until it begins, then {@code running}; at its end {@code succeeded},
 *     {@code failed} or {@code cancelled}
 * @param waitsFor after an attempt met a fault that may pass: that fault; otherwise empty
 * @param progress how far it is
 * @param attempt how often it was begun: 0 while it is queued, more than 1 after a worker was lost
 * @param requestedBy the user who ordered it
 * @param createdAt when it was ordered
 * @param startedAt when it began; absent while it is queued
 * @param finishedAt when it ended; absent until then
 * @param failure why it did not succeed, for a person; absent when it did or has not ended
 */
record RecoveryView(
    String id,
    String target,
    String backup,
    String to,
    String folder,
    @Schema(allowableValues = {"queued", "running", "succeeded", "failed", "cancelled"})
        String state,
    List<String> waitsFor,
    Progress progress,
    int attempt,
    String requestedBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String failure) {

  static RecoveryView of(
      JobRecord row, JobStore store, RecoveryPlace place, Recoverability recoverability) {
    Job job = row.job();
    RecoveryDetails details = RecoveryDetails.fromJson(row.details());
    String target = job.targets().getFirst();
    return new RecoveryView(
        job.id(),
        target,
        details.backup(),
        text(details.point(), target, recoverability),
        place.folder(details.name()).toString(),
        job.state(),
        row.waitsFor(store),
        row.progress(),
        job.attempt(),
        job.requestedBy(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        job.failure());
  }

  static String text(RecoveryPoint point, String target, Recoverability recoverability) {
    return switch (point) {
      case RecoveryPoint.EndOfBackup _ -> "end";
      case RecoveryPoint.Latest _ -> "latest";
      case RecoveryPoint.Time(Instant at) -> at.toString();
      case RecoveryPoint.Position(long at) -> recoverability.engine(target).position(at);
    };
  }
}
