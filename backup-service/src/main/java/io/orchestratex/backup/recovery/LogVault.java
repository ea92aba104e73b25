package io.orchestratex.backup.recovery;

import io.orchestratex.backup.engine.LogSource.Piece;
import io.orchestratex.backup.pipeline.ArtifactInput;
import io.orchestratex.backup.pipeline.BackupKey;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.pipeline.Pipeline;
import io.orchestratex.backup.pipeline.SealedOutput;
import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.Keys;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultFullException;
import io.orchestratex.backup.vault.Vaults;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/** Pieces of logs as files of a vault, compressed and encrypted as a file of a backup is. */
@Singleton
final class LogVault {

  private final Vaults vaults;
  private final Pipeline pipeline;
  private final KeyRing keys;

  LogVault(Vaults vaults, Pipeline pipeline, KeyRing keys) {
    this.vaults = vaults;
    this.pipeline = pipeline;
    this.keys = keys;
  }

  private static String folder(String target) {
    return "log-" + target.substring(0, Math.min(60, target.length()));
  }

  /** Stores a piece; it is on stable storage when this returns. */
  KeptPiece store(String target, String vault, Piece piece, byte[] content, int offset, Instant now)
      throws IOException {
    String name =
        "%d-%016x-%016x-%s.log"
            .formatted(
                piece.timeline(),
                piece.from(),
                piece.to(),
                UUID.randomUUID().toString().substring(0, 8));
    BackupKey key = keys.primary();
    try (Upload upload = vaults.get(vault).create(Keys.of(folder(target), name))) {
      SealedOutput out = pipeline.writing(upload.content(), key.artifacts(), folder(target), name);
      try (out) {
        out.write(content, offset, piece.length());
      }
      try {
        upload.commit();
      } catch (AlreadyStoredException | VaultFullException e) {
        throw e;
      } catch (IOException e) {
        upload.commit(); // The reply may have been lost.
      }
      return new KeptPiece(piece, vault, name, key.id(), out.content(), now);
    }
  }

  /** Opens a piece. */
  ArtifactInput open(String target, KeptPiece kept) throws IOException {
    VaultFile file =
        vaults
            .get(kept.vault())
            .open(Keys.of(folder(target), kept.name()))
            .orElseThrow(() ->
                new DamagedArtifactException(
                    "the piece %s of the log of %s is missing".formatted(kept.name(), target)));
    BackupKey key =
        keys.find(kept.keyId())
            .orElseThrow(() -> new IOException("there is no key " + kept.keyId()));
    return pipeline.reading(
        file.content(), key.artifacts(), folder(target), kept.name(), kept.content());
  }

  void remove(String target, KeptPiece kept) throws IOException {
    vaults.get(kept.vault()).delete(Keys.of(folder(target), kept.name()));
  }
}
