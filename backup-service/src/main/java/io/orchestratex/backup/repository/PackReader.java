package io.orchestratex.backup.repository;

import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.vault.NotAFileException;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads chunks out of packs. The pack that was read last stays open: chunks that follow each other
 * in it are read in one go. For one thread.
 */
final class PackReader implements AutoCloseable {

  private final Vault vault;
  private final RepositoryKeys keys;
  private @Nullable VaultFile file;
  private String open = "";
  private long position;

  PackReader(Vault vault, RepositoryKeys keys) {
    this.vault = vault;
    this.keys = keys;
  }

  /**
   * Reads a chunk as it is stored; empty when the pack is gone.
   *
   * @throws DamagedArtifactException when the pack's index or its length is not what it should be
   */
  Optional<byte[]> read(String pack, ChunkEntry entry) throws IOException {
    try {
      VaultFile from = opened(pack, entry.offset());
      if (from == null) {
        return Optional.empty();
      }
      from.content().skipNBytes(entry.offset() - position);
      byte[] sealed = from.content().readNBytes(entry.storedBytes());
      if (sealed.length < entry.storedBytes()) {
        throw new EOFException("%s%s ended early".formatted(Pack.FOLDER, pack));
      }
      position = entry.offset() + (long) entry.storedBytes();
      return Optional.of(sealed);
    } catch (IOException e) {
      try (this) {
        throw e;
      }
    }
  }

  /** The pack, which is not yet behind an offset; null when there is none. */
  private @Nullable VaultFile opened(String pack, int offset) throws IOException {
    if (file != null && open.equals(pack) && position <= offset) {
      return file;
    }
    close();
    Optional<VaultFile> found;
    try {
      found = vault.open(Pack.FOLDER + pack);
    } catch (NotAFileException e) {
      throw new DamagedArtifactException(String.valueOf(e.getMessage()), e);
    }
    if (found.isEmpty()) {
      return null;
    }
    VaultFile opened = found.get();
    file = opened;
    open = pack;
    int chunks = Pack.read(pack, opened.content(), opened.bytes(), keys).size();
    position = Pack.headBytes(chunks);
    if (position > offset) {
      throw new DamagedArtifactException(
          "%s%s is not the pack that it was".formatted(Pack.FOLDER, pack));
    }
    return opened;
  }

  @Override
  public void close() throws IOException {
    VaultFile last = file;
    file = null;
    open = "";
    position = 0;
    if (last != null) {
      last.close();
    }
  }
}
