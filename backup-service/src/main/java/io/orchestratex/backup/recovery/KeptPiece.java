package io.orchestratex.backup.recovery;

import io.orchestratex.backup.engine.LogSource.Piece;
import io.orchestratex.backup.pipeline.Content;
import java.time.Instant;

/**
 * A piece of a log in a vault.
 *
 * @param name of its file
 * @param keyId the key that it is encrypted with
 */
public record KeptPiece(
    Piece piece, String vault, String name, String keyId, Content content, Instant storedAt) {}
