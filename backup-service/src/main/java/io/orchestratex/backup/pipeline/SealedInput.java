package io.orchestratex.backup.pipeline;

import com.github.luben.zstd.ZstdInputStream;
import com.google.crypto.tink.StreamingAead;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;

/** A file that was compressed and encrypted as a whole. */
final class SealedInput extends ArtifactInput {

  private static final int SEGMENT_BYTES = 1 << 20;

  private final String name;
  private final Content expected;
  private final HashingInput stored;
  private final Counted decrypted;
  private final HashingInput plain;

  private SealedInput(
      String name, Content expected, HashingInput stored, Counted decrypted, HashingInput plain) {
    this.name = name;
    this.expected = expected;
    this.stored = stored;
    this.decrypted = decrypted;
    this.plain = plain;
  }

  /** Counts what was decrypted and found genuine. */
  private static final class Counted extends FilterInputStream {
    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }

  static SealedInput of(
      InputStream file, String name, byte[] context, Content expected, StreamingAead key)
      throws IOException {
    HashingInput stored = new HashingInput(file, expected.storedBytes());
    try {
      Counted decrypted = new Counted(key.newDecryptingStream(stored, context));
      ZstdInputStream decompressed = new ZstdInputStream(decrypted);
      return new SealedInput(name, expected, stored, decrypted, new HashingInput(decompressed, 0));
    } catch (GeneralSecurityException e) {
      throw new IOException("the keys do not decrypt", e);
    }
  }

  @Override
  public int read() throws IOException {
    try {
      return plain.read();
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return plain.read(buffer, offset, length);
    } catch (IOException e) {
      throw named(e);
    }
  }

  /** What decrypts wraps or hides the faults of what it reads; the source itself knows better. */
  private IOException named(IOException e) {
    IOException unread = stored.failure();
    if (unread != null) {
      return new VaultUnreadableException(name, stored.bytes(), unread);
    }
    // Decryption reads ahead, so the file's position says nothing. What it has handed out ends less
    // than one read, 128 KiB, before the segment that failed.
    long segment = Math.round(decrypted.bytes / (double) SEGMENT_BYTES);
    return new DamagedArtifactException(
        "%s is changed: segment %d (bytes %d to %d) fails its authentication"
            .formatted(
                name,
                segment,
                segment * SEGMENT_BYTES,
                Math.min(expected.storedBytes(), (segment + 1) * SEGMENT_BYTES) - 1),
        e);
  }

  @Override
  public void finish() throws IOException {
    byte[] rest = new byte[1 << 16];
    while (read(rest, 0, rest.length) >= 0) {
      // Only what the digests see matters.
    }
    try {
      while (stored.read(rest, 0, rest.length) >= 0) {
        // Bytes after the last segment belong to the file, too.
      }
    } catch (IOException e) {
      throw named(e);
    }
    if (stored.bytes() != expected.storedBytes() || !stored.hash().equals(expected.storedHash())) {
      throw new DamagedArtifactException(name + " is changed: its SHA-256 is not the manifest's");
    }
    if (plain.bytes() != expected.plainBytes() || !plain.hash().equals(expected.plainHash())) {
      throw new DamagedArtifactException(
          name + " decrypts to other content than its manifest says");
    }
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
