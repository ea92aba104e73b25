package io.orchestratex.backup.copy;

import io.micronaut.core.annotation.Introspected;
import io.orchestratex.backup.job.JobRecord;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a backup in a further vault.
 *
 * @param vault name of the vault
 * @param state {@code waiting} until a worker has it or while its vault is away; {@code copying};
 *     {@code complete}, everything was stored and read back; {@code failed}, it is tried again;
 *     {@code cancelled} by a person; {@code removed}
 * @param reason why it waits, failed or was removed, for a person; absent otherwise
 * @param percent how far it is, 0 to 100
 * @param bytes bytes of the backup that were read for it so far, before compression
 * @param totalBytes bytes that are to be read in all; 0 until they are known
 * @param tries how often it was tried
 * @param job id of the job that makes it or made it; absent before the first one
 * @param requestedBy the user that ordered it, or {@code policy:} and the name of a policy
 * @param orderedAt when it was ordered
 * @param completedAt when it was complete; absent until then
 * @param verified whether everything was read back here and was whole, the last time that it was
 *     read
 * @param verifiedAt when all of it was read back last; absent while it never was
 * @param storedBytes bytes that are stored of it, those that it shares with other backups of the
 *     vault among them; 0 until it is complete
 * @param addedBytes bytes that it added to its vault; 0 until it is complete
 */
@Introspected
@Schema(name = "BackupCopy")
public record CopyView(
    String vault,
    @Schema(
            allowableValues = {
              CopyRules.WAITING,
              CopyRules.COPYING,
              CopyRules.COMPLETE,
              CopyRules.FAILED,
              CopyRules.CANCELLED,
              CopyRules.REMOVED
            })
        String state,
    @Nullable String reason,
    int percent,
    long bytes,
    long totalBytes,
    int tries,
    @Nullable String job,
    String requestedBy,
    Instant orderedAt,
    @Nullable Instant completedAt,
    boolean verified,
    @Nullable Instant verifiedAt,
    long storedBytes,
    long addedBytes) {

  /** As it is now. */
  public static CopyView of(Copy copy) {
    JobRecord record = copy.job();
    boolean done = copy.state() != Copy.State.WANTED;
    long total = record == null || done ? 0 : CopyDetails.fromJson(record.details()).totalBytes();
    return new CopyView(
        copy.vault(),
        CopyRules.state(copy),
        CopyRules.problem(copy),
        copy.isComplete() ? 100 : record == null || done ? 0 : record.progress().percent(),
        record == null || done ? 0 : record.progress().bytes(),
        total,
        copy.tries(),
        record == null ? null : record.job().id(),
        copy.requestedBy(),
        copy.orderedAt(),
        copy.completedAt(),
        copy.isComplete() && copy.verifiedAt() != null,
        copy.verifiedAt(),
        copy.storedBytes(),
        copy.addedBytes());
  }
}
