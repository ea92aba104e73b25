package io.orchestratex.backup.repository;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.orchestratex.backup.pipeline.DamagedArtifactException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pack of chunks, and its bytes: {@code OXPACK2\n}, the length of the sealed index (4 bytes), the
 * sealed index, and the sealed chunks one after the other. The index stands in front, so that it is
 * read without a way to read from the middle of a file, and lists of each chunk its id, its stored
 * and its plain length.
 */
final class Pack {

  static final String FOLDER = "packs/";

  private static final byte[] MAGIC = "OXPACK2\n".getBytes(US_ASCII);
  private static final int HEAD = MAGIC.length + Integer.BYTES;
  private static final int ENTRY = ChunkId.BYTES + 2 * Integer.BYTES;
  private static final int MOST_ENTRIES = 1 << 20;

  private Pack() {}

  /** What is at the beginning of a pack that holds these chunks in this order. */
  static byte[] head(String name, List<ChunkEntry> chunks, RepositoryKeys keys) {
    ByteBuffer index = ByteBuffer.allocate(chunks.size() * ENTRY);
    for (ChunkEntry each : chunks) {
      each.id().to(index);
      index.putInt(each.storedBytes()).putInt(each.plainBytes());
    }
    byte[] sealed = keys.encrypt(index.array(), index.capacity(), context(keys, name));
    return ByteBuffer.allocate(HEAD + sealed.length)
        .put(MAGIC)
        .putInt(sealed.length)
        .put(sealed)
        .array();
  }

  /** Length of the head of a pack with so many chunks. */
  static int headBytes(int chunks) {
    return HEAD + chunks * ENTRY + RepositoryKeys.SEALING_BYTES;
  }

  private static String context(RepositoryKeys keys, String name) {
    return "orchestratex pack 2\n" + keys.id() + "\n" + name;
  }

  /**
   * Reads the index of a pack from its beginning.
   *
   * @param bytes length of the file
   * @throws DamagedArtifactException when it is changed, cut or another pack's
   * @throws EOFException when it could not be read to its end
   */
  static List<ChunkEntry> read(String name, InputStream in, long bytes, RepositoryKeys keys)
      throws IOException {
    ByteBuffer head = ByteBuffer.wrap(exactly(name, in, HEAD, bytes));
    byte[] magic = new byte[MAGIC.length];
    head.get(magic);
    int length = head.getInt();
    int count = (length - RepositoryKeys.SEALING_BYTES) / ENTRY;
    if (!Arrays.equals(magic, MAGIC)
        || count < 0
        || count > MOST_ENTRIES
        || length != RepositoryKeys.SEALING_BYTES + count * ENTRY) {
      throw new DamagedArtifactException(
          FOLDER + name + " is changed: it does not begin as a pack");
    }
    ByteBuffer index;
    try {
      index =
          ByteBuffer.wrap(
              keys.decrypt(exactly(name, in, length, bytes - HEAD), context(keys, name)));
    } catch (GeneralSecurityException e) {
      throw new DamagedArtifactException(
          FOLDER + name + " is changed, or another pack's file: its index fails authentication", e);
    }
    List<ChunkEntry> chunks = new ArrayList<>(count);
    long offset = HEAD + (long) length;
    for (int i = 0; i < count; i++) {
      ChunkEntry entry =
          new ChunkEntry(ChunkId.of(index), (int) offset, index.getInt(), index.getInt());
      chunks.add(entry);
      offset += entry.storedBytes();
    }
    if (bytes != offset) {
      throw new DamagedArtifactException(
          bytes < offset
              ? "%s is cut: it ends after %d of %d bytes".formatted(FOLDER + name, bytes, offset)
              : "%s has %d extra bytes after byte %d"
                  .formatted(FOLDER + name, bytes - offset, offset));
    }
    return chunks;
  }

  private static byte[] exactly(String name, InputStream in, int count, long there)
      throws IOException {
    if (there < count) {
      throw new DamagedArtifactException(
          "%s is cut: it ends within its first bytes".formatted(FOLDER + name));
    }
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("%s ended early".formatted(FOLDER + name));
    }
    return bytes;
  }
}
