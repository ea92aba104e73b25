package io.orchestratex.backup.repository;

import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.vault.NotAFileException;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads chunks out of packs. The pack that was read last stays open: chunks that follow each other
 * in it are read in one go. A pack that is needed again, as where files have much in common, is
 * read as a whole and kept for a while. For one thread.
 */
final class PackReader implements AutoCloseable {

  private static final int MOST_KEPT = 2;

  private final Vault vault;
  private final RepositoryKeys keys;
  private @Nullable VaultFile file;
  private String open = "";
  private long position;
  private final Set<String> begun = new HashSet<>();
  private final Map<String, byte[]> kept =
      new LinkedHashMap<>(4, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > MOST_KEPT;
        }
      };

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
      byte[] whole = whole(pack, entry.offset());
      if (whole != null) {
        return Optional.of(part(whole, pack, entry));
      }
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

  /** The pack, where it was opened before and is not just being read; null where it was not. */
  private byte @Nullable [] whole(String pack, int offset) throws IOException {
    byte[] known = kept.get(pack);
    if (known != null || !begun.contains(pack) || isAhead(pack, offset)) {
      return known;
    }
    close();
    VaultFile found = opened(pack);
    if (found == null) {
      return null;
    }
    try (found) {
      byte[] content = found.content().readNBytes(Math.toIntExact(found.bytes()));
      if (content.length < found.bytes()) {
        throw new EOFException("%s%s ended early".formatted(Pack.FOLDER, pack));
      }
      Pack.read(pack, new ByteArrayInputStream(content), content.length, keys);
      kept.put(pack, content);
      return content;
    }
  }

  private static byte[] part(byte[] whole, String pack, ChunkEntry entry) throws EOFException {
    int end = entry.offset() + entry.storedBytes();
    if (end > whole.length) {
      throw new EOFException("%s%s ended early".formatted(Pack.FOLDER, pack));
    }
    return Arrays.copyOfRange(whole, entry.offset(), end);
  }

  private boolean isAhead(String pack, int offset) {
    return file != null && open.equals(pack) && position <= offset;
  }

  /** The pack, which is not yet behind an offset; null when there is none. */
  private @Nullable VaultFile opened(String pack, int offset) throws IOException {
    if (isAhead(pack, offset)) {
      return file;
    }
    close();
    VaultFile opened = opened(pack);
    if (opened == null) {
      return null;
    }
    begun.add(pack);
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

  private @Nullable VaultFile opened(String pack) throws IOException {
    try {
      return vault.open(Pack.FOLDER + pack).orElse(null);
    } catch (NotAFileException e) {
      throw new DamagedArtifactException(String.valueOf(e.getMessage()), e);
    }
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
