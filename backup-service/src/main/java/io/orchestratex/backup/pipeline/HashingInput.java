package io.orchestratex.backup.pipeline;

import io.orchestratex.backup.engine.ContentHash;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Counts and hashes what passes, and remembers when reading itself failed, which an end before the
 * expected length is, too.
 */
final class HashingInput extends FilterInputStream {

  private final MessageDigest digest = ContentHash.sha256();
  private final long expected;
  private long bytes;
  private @Nullable IOException failure;

  /**
   * @param expected how many bytes there must be; 0 when that is not known
   */
  HashingInput(InputStream in, long expected) {
    super(in);
    this.expected = expected;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(buffer, offset, length);
      if (read < 0 && bytes < expected) {
        throw new EOFException("it ended %d bytes early".formatted(expected - bytes));
      }
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    if (read > 0) {
      digest.update(buffer, offset, read);
      bytes += read;
    }
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    throw new IOException("every byte must be seen");
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Why no more could be read, if that was so. */
  @Nullable IOException failure() {
    return failure;
  }

  long bytes() {
    return bytes;
  }

  String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
