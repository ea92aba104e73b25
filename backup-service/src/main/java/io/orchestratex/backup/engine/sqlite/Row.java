package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.ContentHash;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Hashes values as they are stored: each with its storage class, and text byte by byte, whether or
 * not it is valid in its encoding. For one thread.
 */
final class Row {

  private static final byte[] NULL = {0};
  private static final byte[] EMPTY = {};
  private static final int HEAD = 1 + Long.BYTES;

  private final ContentHash hash;
  private final ByteBuffer head = ByteBuffer.allocate(HEAD);

  Row(ContentHash hash) {
    this.hash = hash;
  }

  /**
   * Adds a value of the current row.
   *
   * @return its length
   */
  long add(ResultSet row, int column) throws SQLException {
    return switch (row.getObject(column)) {
      case null -> {
        hash.part(NULL, 0, NULL.length);
        yield 1;
      }
      case Double real -> fixed((byte) 2, Double.doubleToRawLongBits(real));
      case Number whole -> fixed((byte) 1, whole.longValue());
      case byte[] blob -> variable((byte) 4, blob);
      case String _ -> {
        byte[] text = row.getBytes(column);
        yield variable((byte) 3, text == null ? EMPTY : text);
      }
      case Object other ->
          throw new SQLException("a value of the unknown kind " + other.getClass());
    };
  }

  private long fixed(byte kind, long value) {
    head.clear().put(kind).putLong(value);
    hash.part(head.array(), 0, HEAD);
    return Long.BYTES;
  }

  private long variable(byte kind, byte[] value) {
    head.clear().put(kind).putLong(value.length);
    hash.part(head.array(), 0, HEAD);
    hash.part(value, 0, value.length);
    return value.length;
  }
}
