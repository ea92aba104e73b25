package io.orchestratex.backup.pipeline;

import io.orchestratex.backup.engine.ContentHash;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts and hashes what passes. */
final class HashingOutput extends FilterOutputStream {

  private final MessageDigest digest = ContentHash.sha256();
  private long bytes;

  HashingOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    out.write(buffer, offset, length);
    digest.update(buffer, offset, length);
    bytes += length;
  }

  long bytes() {
    return bytes;
  }

  String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
