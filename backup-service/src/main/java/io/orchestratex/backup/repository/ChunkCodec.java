package io.orchestratex.backup.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** A chunk's way into a pack and back: one zstd frame, encrypted and bound to its id. */
final class ChunkCodec implements AutoCloseable {

  private final RepositoryKeys keys;
  private final ZstdCompressCtx compressor;
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
  private byte[] frame = new byte[0];
  private byte[] plainAgain = new byte[0];

  /** For one thread. */
  ChunkCodec(RepositoryKeys keys, int level) {
    this.keys = keys;
    compressor = new ZstdCompressCtx().setLevel(level);
  }

  /** Compresses and encrypts a chunk, and makes sure that it can be read again. */
  byte[] seal(ChunkId id, byte[] plain) {
    int bound = (int) Zstd.compressBound(plain.length);
    if (frame.length < bound) {
      frame = new byte[bound];
    }
    int length = compressor.compressByteArray(frame, 0, frame.length, plain, 0, plain.length);
    byte[] sealed = keys.encrypt(frame, length, context(keys, id));
    if (!holds(sealed, id, plain)) {
      throw new IllegalStateException(
          "a chunk of %d bytes differs after it was compressed and encrypted: the memory, the"
                  .formatted(plain.length)
              + " processor or a library of this machine is at fault");
    }
    return sealed;
  }

  /** Whether a chunk as it is stored is this content. */
  boolean holds(byte[] sealed, ChunkId id, byte[] plain) {
    try {
      byte[] compressed = keys.decrypt(sealed, context(keys, id));
      if (plainAgain.length < plain.length) {
        plainAgain = new byte[Math.max(plain.length, Chunker.NORMAL)];
      }
      int length =
          decompressor.decompressByteArray(
              plainAgain, 0, plainAgain.length, compressed, 0, compressed.length);
      return length == plain.length && Arrays.equals(plainAgain, 0, length, plain, 0, plain.length);
    } catch (GeneralSecurityException | ZstdException e) {
      return false;
    }
  }

  @Override
  public void close() {
    compressor.close();
    decompressor.close();
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
