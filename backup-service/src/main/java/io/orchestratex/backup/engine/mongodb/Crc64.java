package io.orchestratex.backup.engine.mongodb;

/**
 * CRC-64/XZ (reflected ECMA-182), which mongodump's archives carry: eight tables, eight bytes at a
 * time. The check value of {@code 123456789} is {@code 995dc9bbdf1939fa}.
 */
final class Crc64 {

  private static final long POLYNOMIAL = 0xC96C5795D7870F42L;
  private static final long[][] TABLES = tables();

  private long state = ~0L;

  private static long[][] tables() {
    long[][] tables = new long[8][256];
    for (int i = 0; i < 256; i++) {
      long value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
      }
      tables[0][i] = value;
    }
    for (int i = 0; i < 256; i++) {
      for (int t = 1; t < 8; t++) {
        long before = tables[t - 1][i];
        tables[t][i] = (before >>> 8) ^ tables[0][(int) before & 0xff];
      }
    }
    return tables;
  }

  void update(byte[] bytes, int offset, int length) {
    long crc = state;
    int at = offset;
    int end = offset + length;
    while (end - at >= 8) {
      for (int i = 0; i < 8; i++) {
        crc ^= (bytes[at + i] & 0xffL) << (8 * i);
      }
      long next = 0;
      for (int i = 0; i < 8; i++) {
        next ^= TABLES[7 - i][(int) (crc >>> (8 * i)) & 0xff];
      }
      crc = next;
      at += 8;
    }
    while (at < end) {
      crc = (crc >>> 8) ^ TABLES[0][(int) (crc ^ bytes[at++]) & 0xff];
    }
    state = crc;
  }

  long value() {
    return ~state;
  }
}
