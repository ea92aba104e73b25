package io.orchestratex.backup.repository;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultFullException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers chunks into packs. A pack is built in memory, stored at once, and read back: bytes that
 * are not those that were sent are a failure. For one thread.
 */
final class PackWriter {

  private static final int RANDOM_BYTES = 12;

  private final Vault vault;
  private final RepositoryKeys keys;
  private final String tag;
  private final int packBytes;
  private final List<ChunkEntry> chunks = new ArrayList<>();
  private byte[] body;
  private int filled;
  private String name = "";

  PackWriter(Vault vault, RepositoryKeys keys, String tag, int packBytes) {
    this.vault = vault;
    this.keys = keys;
    this.tag = tag;
    this.packBytes = packBytes;
    body = new byte[1 << 16];
  }

  /** Adds a chunk; the answer is the name of its pack. */
  String add(ChunkId id, byte[] sealed, int plainBytes) throws IOException {
    if (name.isEmpty()) {
      name = tag + "-" + RepositoryKeys.randomHex(RANDOM_BYTES);
    }
    if (filled + sealed.length > body.length) {
      int most = packBytes + Chunker.MAX; // What a full pack and its last chunk need.
      body = Arrays.copyOf(body, Math.max(filled + sealed.length, Math.min(body.length * 2, most)));
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

  /** Stores what there is. */
  void flush() throws IOException {
    if (chunks.isEmpty()) {
      return;
    }
    String key = Pack.FOLDER + name;
    byte[] head = Pack.head(name, chunks, keys);
    try (Upload upload = vault.create(key)) {
      upload.content().write(head);
      upload.content().write(body, 0, filled);
      upload.content().close();
      try {
        upload.commit();
      } catch (AlreadyStoredException | VaultFullException e) {
        throw e;
      } catch (IOException e) {
        upload.commit(); // The reply may have been lost.
      }
    }
    requireStored(key, head);
    chunks.clear();
    filled = 0;
    name = "";
  }

  private void requireStored(String key, byte[] head) throws IOException {
    MessageDigest sent = ContentHash.sha256();
    sent.update(head);
    sent.update(body, 0, filled);
    MessageDigest stored = ContentHash.sha256();
    try (VaultFile file =
        vault.open(key).orElseThrow(() -> new IOException(key + " is gone after it was stored"))) {
      InputStream in = file.content();
      byte[] buffer = new byte[1 << 16];
      long bytes = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        stored.update(buffer, 0, read);
        bytes += read;
      }
      if (bytes < file.bytes()) {
        throw new EOFException("the vault could not be read: %s ended early".formatted(key));
      }
    }
    if (!MessageDigest.isEqual(sent.digest(), stored.digest())) {
      throw new IOException(
          "the vault does not keep what is written to it: %s was read back with other bytes"
              .formatted(key));
    }
  }
}
