package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.PartDetails;
import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.copy.Copy;
import io.orchestratex.backup.copy.CopyView;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.hold.Hold;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobDetails;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobTrend;
import io.orchestratex.backup.job.Progress;
import io.orchestratex.backup.vault.Vaults;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup as the API shows it.
 *
 * @param id id of the backup: the second of its order in UTC, with three more digits where another
 *     job was ordered in the same second
 * @param vault name of the vault it is in
 * @param kind {@code full}, {@code selected} when it is of single databases or collections, or
 *     {@code imported} when it is made of what a stock tool has dumped
 * @param selected the only databases and collections that it is of, {@code database} or {@code
 *     database.collection}; empty when it is full
 * @param label the text that it was ordered with; {@code pre-restore} for the safety backup of a
 *     restore; absent where there is none
 * @param state {@code queued} until it begins, then {@code running} and {@code verifying}, at its
 *     end {@code succeeded}, {@code failed} or {@code cancelled}
 * @param waitsFor while it is queued: ids of the restores that must end first; after an attempt met
 *     a fault that may pass: that fault; otherwise empty
 * @param targets ids of the targets that are backed up
 * @param progress how far it is
 * @param attempt how often it was begun: 0 while it is queued, more than 1 after a worker was lost
 *     or a fault passed
 * @param parts what it holds of each target
 * @param completeness once it succeeded: {@code complete}, or {@code partial} when something that
 *     belongs to it could not be taken; absent until then
 * @param leftOut what of its targets it does not hold, and why
 * @param verified whether the newest check read everything back and found it whole
 * @param verification the newest check; absent until the first one
 * @param copyVerification the newest check of one of its copies by itself; absent until the first
 *     one
 * @param drilled whether all of it was restored into a scratch server, the last time that it was
 *     tried, and was equal
 * @param drill the newest drill; absent until the first one
 * @param good whether it can be relied on: it succeeded, its newest check did not fail or a
 *     verified copy is in another vault, and the last drill of none of its targets failed
 * @param notGood why it is not good although it succeeded, for a person; absent otherwise
 * @param important whether no rule of a policy removes it and archives of important backups take it
 * @param copies its copies in further vaults, by the vault's name, those that were removed among
 *     them; empty without any
 * @param held who holds it and why, so that nothing deletes it; absent while it is not held
 * @param requestedBy the user or machine that ordered it, or {@code schedule:} and the id of a
 *     schedule, or {@code policy:} and the name of a policy
 * @param createdAt when it was ordered
 * @param startedAt when it began; absent while it is queued
 * @param finishedAt when it ended; absent until then
 * @param durationMs milliseconds from its beginning to its end; absent until then
 * @param sourceBytes bytes that the engines delivered
 * @param storedBytes bytes that are stored, after compression and encryption, those that it shares
 *     with other backups of the vault among them
 * @param addedBytes bytes that it added to the vault: what earlier backups have stored already is
 *     not stored again
 * @param deduplication bytes that the engines delivered for each byte that it added to the vault,
 *     so what compression and the earlier backups spare; absent until it succeeded, and where it
 *     added nothing
 * @param location where its files are; absent when that vault is not set up here
 * @param bytesPerSecond bytes that it processed in a second, before compression; absent unless it
 *     succeeded
 * @param trend how it compares with the ones before it on the same targets; absent while there are
 *     fewer than 3 of them, and unless it succeeded
 * @param failure why it did not succeed, for a person; absent when it did or has not ended
 */
record BackupView(
    String id,
    String vault,
    @Schema(allowableValues = {"full", "selected", "physical", "imported"}) String kind,
    List<String> selected,
    @Nullable String label,
    @Schema(
            allowableValues = {
              "queued",
              "running",
              "verifying",
              "succeeded",
              "failed",
              "cancelled"
            })
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
    @Nullable Verification copyVerification,
    boolean drilled,
    @Nullable BackupDrill drill,
    boolean good,
    @Nullable String notGood,
    boolean important,
    List<CopyView> copies,
    @Nullable Hold held,
    String requestedBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Long durationMs,
    long sourceBytes,
    long storedBytes,
    long addedBytes,
    @Nullable Double deduplication,
    @Nullable String location,
    @Nullable Long bytesPerSecond,
    @Nullable JobTrend trend,
    @Nullable String failure) {

  /**
   * Something of a target that the backup does not hold, as {@link LeftOut} describes it.
   *
   * @param target id of the target
   * @param kind what it is, such as {@code collection}, {@code table}, {@code accounts and roles}
   * @param name which one, such as {@code shop.orders}; for the whole server, its kind once more
   * @param reason why it is not held and what to do about it, for a person
   * @param failed true when it should have been taken and could not be, so that the backup is
   *     partial; false when backups never hold it
   */
  @Schema(name = "BackupLeftOut")
  record NotHeld(String target, String kind, String name, String reason, boolean failed) {}

  /** What keeps it, and where else it is. */
  record Kept(@Nullable Hold held, boolean important, List<Copy> copies) {}

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
   * @param copyCheck the newest check of a copy by itself
   * @param drills what drills have shown of it; null without one
   * @param kept what people and policies have said of it
   */
  static BackupView of(
      JobRecord row,
      @Nullable JobRecord check,
      @Nullable JobRecord copyCheck,
      BackupDrills.@Nullable Known drills,
      Kept kept,
      @Nullable JobTrend trend,
      Vaults vaults,
      JobStore store) {
    Job job = row.job();
    BackupDetails details = BackupDetails.fromJson(row.details());
    Verification verification = verification(check, details);
    String place = vaults.location(details.vault());
    String notGood =
        job.status() == JobStatus.SUCCEEDED ? notGood(verification, drills, kept.copies()) : null;
    return new BackupView(
        job.id(),
        details.vault(),
        details.kind(),
        details.selected(),
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
        copyCheck == null ? null : verification(copyCheck),
        drills != null && drills.drilled(),
        drills == null ? null : drills.newest(),
        job.status() == JobStatus.SUCCEEDED && notGood == null,
        notGood,
        kept.important(),
        kept.copies().stream().map(CopyView::of).toList(),
        kept.held(),
        job.requestedBy(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        row.durationMs(),
        details.parts().stream().mapToLong(PartDetails::sourceBytes).sum(),
        details.parts().stream().mapToLong(PartDetails::storedBytes).sum(),
        details.parts().stream().mapToLong(PartDetails::addedBytes).sum(),
        job.status() == JobStatus.SUCCEEDED ? deduplication(details) : null,
        place == null ? null : place + "/" + job.id(),
        row.bytesPerSecond(),
        trend,
        job.failure());
  }

  private static @Nullable Double deduplication(BackupDetails details) {
    long source = details.parts().stream().mapToLong(PartDetails::sourceBytes).sum();
    long added = details.parts().stream().mapToLong(PartDetails::addedBytes).sum();
    return added == 0 ? null : Double.valueOf(Math.round(100.0 * source / added) / 100.0);
  }

  private static @Nullable String notGood(
      @Nullable Verification verification, BackupDrills.@Nullable Known drills, List<Copy> copies) {
    boolean elsewhere =
        copies.stream().anyMatch(copy -> copy.isComplete() && copy.verifiedAt() != null);
    if (verification != null && verification.state().equals("failed") && !elsewhere) {
      return "Its check failed: " + verification.failure();
    }
    return drills == null || drills.withdrawn() == null
        ? null
        : "Its drill failed: " + drills.withdrawn();
  }

  private static @Nullable Verification verification(
      @Nullable JobRecord check, BackupDetails details) {
    return check == null ? details.verification() : verification(check);
  }

  private static Verification verification(JobRecord check) {
    Job job = check.job();
    Verification kept = JobDetails.read(check.details(), Verification.class);
    return new Verification(
        job.status().text(),
        kept.bytesRead(),
        job.finishedAt(),
        job.failure() == null ? kept.failure() : job.failure(),
        kept.vault());
  }
}
