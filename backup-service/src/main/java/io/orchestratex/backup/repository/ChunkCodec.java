package io.orchestratex.backup.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.security.GeneralSecurityException;

/** A chunk's way into a pack and back: one zstd frame, encrypted and bound to its id. */
final class ChunkCodec {

  private final RepositoryKeys keys;
  private final int level;
  private byte[] frame = new byte[0];

  /** For one thread. */
  ChunkCodec(RepositoryKeys keys, int level) {
    this.keys = keys;
    this.level = level;
  }

  byte[] seal(ChunkId id, byte[] plain) {
    int bound = (int) Zstd.compressBound(plain.length);
    if (frame.length < bound) {
      frame = new byte[bound];
    }
    byte[] room = frame;
    long length = Zstd.compressByteArray(room, 0, room.length, plain, 0, plain.length, level);
    if (Zstd.isError(length)) {
      throw new IllegalStateException("zstd: " + Zstd.getErrorName(length));
    }
    return keys.encrypt(room, (int) length, context(keys, id));
  }

  /**
   * Opens a chunk.
   *
   * @throws GeneralSecurityException when it is changed, or is not that of the id
   */
  static byte[] open(RepositoryKeys keys, ChunkEntry entry, byte[] sealed)
      throws GeneralSecurityException {
    byte[] compressed = keys.decrypt(sealed, context(keys, entry.id()));
    byte[] plain;
    try {
      plain = Zstd.decompress(compressed, entry.plainBytes());
    } catch (ZstdException e) {
      throw new GeneralSecurityException("it does not decompress", e);
    }
    if (plain.length != entry.plainBytes() || !keys.chunkId(plain).equals(entry.id())) {
      throw new GeneralSecurityException("its content has another id");
    }
    return plain;
  }

  private static String context(RepositoryKeys keys, ChunkId id) {
    return "orchestratex chunk 2\n" + keys.id() + "\n" + id;
  }
}
