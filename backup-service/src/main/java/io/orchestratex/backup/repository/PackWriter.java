package io.orchestratex.backup.repository;

import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultFullException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers chunks into packs. A pack is built in memory, stored at once when it is full, and read
 * back: bytes that are not those that were sent are a failure. For one thread; a full pack may be
 * stored by another one while the next is built.
 */
final class PackWriter {

  private static final int RANDOM_BYTES = 12;

  private final Vault vault;
  private final RepositoryKeys keys;
  private final String tag;
  private final int packBytes;
  private final Sink sink;
  private List<ChunkEntry> chunks = new ArrayList<>();
  private byte[] body = new byte[0];
  private byte[] spare = new byte[0];
  private int filled;
  private String name = "";

  /** Takes a full pack; the memory of it is used again once the one after it was handed over. */
  @FunctionalInterface
  interface Sink {
    void take(Full pack) throws IOException;
  }

  /** Stores each pack before the next one is begun. */
  PackWriter(Vault vault, RepositoryKeys keys, String tag, int packBytes) {
    this(vault, keys, tag, packBytes, Full::store);
  }

  /**
   * @param sink has each pack stored, and must not return before the one before it was
   */
  PackWriter(Vault vault, RepositoryKeys keys, String tag, int packBytes, Sink sink) {
    this.vault = vault;
    this.keys = keys;
    this.tag = tag;
    this.packBytes = packBytes;
    this.sink = sink;
  }

  /** Adds a chunk; the answer is the name of its pack. */
  String add(ChunkId id, byte[] sealed, int plainBytes) throws IOException {
    if (name.isEmpty()) {
      name = tag + "-" + RepositoryKeys.randomHex(RANDOM_BYTES);
    }
    if (filled + sealed.length > body.length) {
      int most = packBytes + Chunker.MAX; // What a full pack and its last chunk need.
      int next = Math.max(1 << 16, Math.min(body.length * 2, most));
      body = Arrays.copyOf(body, Math.max(filled + sealed.length, next));
    }
    System.arraycopy(sealed, 0, body, filled, sealed.length);
    filled += sealed.length;
    chunks.add(new ChunkEntry(id, 0, sealed.length, plainBytes));
    String in = name;
    if (filled >= packBytes) {
      flush();
    }
    return in;
  }

  /** Hands over what there is. */
  void flush() throws IOException {
    if (chunks.isEmpty()) {
      return;
    }
    Full full = new Full(name, chunks, body, filled);
    byte[] next = spare;
    spare = body;
    body = next;
    chunks = new ArrayList<>();
    filled = 0;
    name = "";
    sink.take(full);
  }

  /** A pack that nothing is added to any more. */
  final class Full {
    private final String key;
    private final byte[] head;
    private final byte[] content;
    private final int length;

    private Full(String name, List<ChunkEntry> chunks, byte[] content, int length) {
      this.key = Pack.FOLDER + name;
      this.head = Pack.head(name, chunks, keys);
      this.content = content;
      this.length = length;
    }

    /** Stores it and reads it back. */
    void store() throws IOException {
      try (Upload upload = vault.create(key)) {
        upload.content().write(head);
        upload.content().write(content, 0, length);
        upload.content().close();
        try {
          upload.commit();
        } catch (AlreadyStoredException | VaultFullException e) {
          throw e;
        } catch (IOException e) {
          upload.commit(); // The reply may have been lost.
        }
      }
      requireStored();
    }

    private void requireStored() throws IOException {
      try (VaultFile file =
          vault
              .open(key)
              .orElseThrow(() -> new IOException(key + " is gone after it was stored"))) {
        InputStream in = file.content();
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        boolean same = true;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          same &= isAt(bytes, buffer, read);
          bytes += read;
        }
        if (bytes < file.bytes()) {
          throw new EOFException("the vault could not be read: %s ended early".formatted(key));
        }
        if (!same || bytes != (long) head.length + length) {
          throw new IOException(
              "the vault does not keep what is written to it: %s was read back with other bytes"
                  .formatted(key));
        }
      }
    }

    /** Whether the pack has these bytes at a position. */
    private boolean isAt(long position, byte[] bytes, int count) {
      if (position + count > (long) head.length + length) {
        return false;
      }
      int at = (int) position;
      int ofHead = Math.clamp((long) head.length - at, 0, count);
      int from = ofHead == 0 ? head.length : at;
      int in = at + ofHead - head.length;
      return Arrays.equals(head, from, from + ofHead, bytes, 0, ofHead)
          && (ofHead == count
              || Arrays.equals(content, in, in + count - ofHead, bytes, ofHead, count));
    }
  }
}
