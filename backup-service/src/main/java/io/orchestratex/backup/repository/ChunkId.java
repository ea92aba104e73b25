package io.orchestratex.backup.repository;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Names a chunk by its content: the HMAC-SHA-256 of it with a key of the repository, 32 bytes. */
record ChunkId(long a, long b, long c, long d) {

  static final int BYTES = 32;

  static ChunkId of(ByteBuffer from) {
    return new ChunkId(from.getLong(), from.getLong(), from.getLong(), from.getLong());
  }

  static ChunkId of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  void to(ByteBuffer buffer) {
    buffer.putLong(a).putLong(b).putLong(c).putLong(d);
  }

  /** In hexadecimal digits. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(a) + hex.toHexDigits(b) + hex.toHexDigits(c) + hex.toHexDigits(d);
  }
}
