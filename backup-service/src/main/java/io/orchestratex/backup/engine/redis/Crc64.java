package io.orchestratex.backup.engine.redis;

/**
 * The CRC-64 of RDB files and of {@code DUMP}: Jones' polynomial, reflected, begun with 0. It is
 * not the one of MongoDB's archives. The check value of {@code 123456789} is {@code
 * e9c6d914c4b8d9ca}.
 */
final class Crc64 {

  private static final long POLYNOMIAL = 0x95ac9329ac4bc9b5L;
  private static final long[][] TABLES = new long[8][256];

  static {
    for (int i = 0; i < 256; i++) {
      long crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 1 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
      }
      TABLES[0][i] = crc;
    }
    for (int i = 0; i < 256; i++) {
      for (int table = 1; table < 8; table++) {
        long before = TABLES[table - 1][i];
        TABLES[table][i] = before >>> 8 ^ TABLES[0][(int) (before & 0xff)];
      }
    }
  }

  private Crc64() {}

  /** The checksum of what came before and some bytes more. */
  static long update(long before, byte[] bytes, int offset, int length) {
    long crc = before;
    int at = offset;
    int end = offset + length;
    for (; at + 8 <= end; at += 8) {
      long mixed = crc ^ littleEndian(bytes, at);
      crc = 0;
      for (int i = 0; i < 8; i++) {
        crc ^= TABLES[7 - i][(int) (mixed >>> 8 * i & 0xff)];
      }
    }
    for (; at < end; at++) {
      crc = crc >>> 8 ^ TABLES[0][(int) ((crc ^ bytes[at]) & 0xff)];
    }
    return crc;
  }

  /** Eight bytes, the lowest first. */
  static long littleEndian(byte[] bytes, int offset) {
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | bytes[offset + i] & 0xff;
    }
    return value;
  }

  /** Eight bytes, the lowest first. */
  static byte[] littleEndian(long value) {
    byte[] bytes = new byte[8];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (value >>> 8 * i);
    }
    return bytes;
  }
}
