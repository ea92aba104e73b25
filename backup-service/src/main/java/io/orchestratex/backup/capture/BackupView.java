package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.PartDetails;
import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.Progress;
import io.orchestratex.backup.vault.Vaults;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup as the API shows it.
 *
 * @param waitsFor while it is queued: the restores that must end first; after an attempt met a
 *     fault that may pass: that fault
 * @param vault name of the vault it is in
 * @param location where its files are; absent when that vault is not set up here
 * @param completeness once it succeeded: {@code complete}, or {@code partial} when something that
 *     belongs to it could not be taken
 * @param leftOut what of its targets it does not hold, and why
 * @param verified whether the newest check read everything back and found it whole
 */
record BackupView(
    String id,
    String vault,
    String kind,
    @Nullable String label,
    String state,
    List<String> waitsFor,
    List<String> targets,
    Progress progress,
    int attempt,
    List<PartDetails> parts,
    @Nullable Completeness completeness,
    List<NotHeld> leftOut,
    boolean verified,
    @Nullable Verification verification,
    String requestedBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Long durationMs,
    long sourceBytes,
    long storedBytes,
    @Nullable String location,
    @Nullable String failure) {

  /** Something of a target that the backup does not hold, as {@link LeftOut} describes it. */
  record NotHeld(String target, String kind, String name, String reason, boolean failed) {}

  private static List<NotHeld> notHeld(BackupDetails details) {
    return details.parts().stream()
        .flatMap(part ->
            part.leftOut().stream()
                .map(each ->
                    new NotHeld(
                        part.target(), each.kind(), each.name(), each.reason(), each.failed())))
        .toList();
  }

  /**
   * @param check the newest check that was ordered after the backup was taken
   */
  static BackupView of(JobRecord row, @Nullable JobRecord check, Vaults vaults, JobStore store) {
    Job job = row.job();
    BackupDetails details = BackupDetails.fromJson(row.details());
    Verification verification = verification(check, details);
    String place = vaults.location(details.vault());
    return new BackupView(
        job.id(),
        details.vault(),
        details.kind(),
        job.label(),
        job.state(),
        row.waitsFor(store),
        job.targets(),
        row.progress(),
        job.attempt(),
        details.parts(),
        job.status() == JobStatus.SUCCEEDED
            ? Completeness.of(details.parts().stream().flatMap(p -> p.leftOut().stream()).toList())
            : null,
        notHeld(details),
        verification != null && verification.state().equals("succeeded"),
        verification,
        job.requestedBy(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        job.startedAt() == null || job.finishedAt() == null
            ? null
            : job.ranFor(job.finishedAt()).toMillis(),
        details.parts().stream().mapToLong(PartDetails::sourceBytes).sum(),
        details.parts().stream().mapToLong(PartDetails::storedBytes).sum(),
        place == null ? null : place + "/" + job.id(),
        job.failure());
  }

  private static @Nullable Verification verification(
      @Nullable JobRecord check, BackupDetails details) {
    if (check == null) {
      return details.verification();
    }
    Job job = check.job();
    Verification kept = BackupDetails.fromJson(check.details(), Verification.class);
    return new Verification(
        job.status().text(),
        kept.bytesRead(),
        job.finishedAt(),
        job.failure() == null ? kept.failure() : job.failure());
  }
}
