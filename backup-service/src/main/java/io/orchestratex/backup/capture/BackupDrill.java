package io.orchestratex.backup.capture;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest drill of a backup.
 *
 * @param id id of the drill
 * @param state {@code queued}, {@code preparing}, {@code restoring}, {@code comparing}, {@code
 *     succeeded}, {@code failed} or {@code cancelled}
 * @param result {@code passed}, everything was restored and equals the backup; {@code failed}, it
 *     does not; absent when it has not ended or says nothing about the backup
 * @param finishedAt when it ended; absent until then
 * @param durationMs milliseconds from its beginning to its end; absent until then
 * @param failure why it did not succeed, for a person; absent when it did or has not ended
 */
@Schema(name = "BackupDrill")
public record BackupDrill(
    String id,
    String state,
    @Nullable @Schema(allowableValues = {"passed", "failed"}) String result,
    @Nullable Instant finishedAt,
    @Nullable Long durationMs,
    @Nullable String failure) {}
