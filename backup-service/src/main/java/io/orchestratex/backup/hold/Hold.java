package io.orchestratex.backup.hold;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * Says that a person keeps a backup: nothing removes it until it is released.
 *
 * @param reason why it is kept, as that person wrote it
 * @param heldBy the user or machine that holds it
 * @param heldAt since when
 */
@Schema(name = "BackupHold")
public record Hold(String reason, String heldBy, Instant heldAt) {}
