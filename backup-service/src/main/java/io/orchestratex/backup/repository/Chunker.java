package io.orchestratex.backup.repository;

import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts a stream where its content says so, so that the same content is cut the same way wherever it
 * stands: FastCDC (Xia et al., USENIX ATC 2016) with normalised chunking of level 2. A chunk has
 * {@value #MIN} to {@value #MAX} bytes, about {@value #NORMAL} on average; the last one of a stream
 * may be shorter. For one thread.
 */
final class Chunker implements Cutter {

  static final int MIN = 64 << 10;
  static final int NORMAL = 256 << 10;
  static final int MAX = 1 << 20;

  /** The hash is of the last 64 bytes: each byte shifts one bit out. */
  private static final int WINDOW = 64;

  private static final int STEP = 64 << 10;

  /** Before the normal length 20 bits must be zero, after it 16: lengths gather around it. */
  private static final long STRICT = -1L << (64 - 20);

  private static final long LOOSE = -1L << (64 - 16);

  private final long[] gear;
  private byte[] buffer = new byte[STEP];
  private int filled;
  private int scanned;
  private long hash;

  Chunker(long[] gear) {
    this.gear = gear;
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Sink sink) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      int count = Math.min(Math.min(left, STEP), MAX - filled);
      if (filled + count > buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.min(MAX, buffer.length * 2));
      }
      System.arraycopy(bytes, from, buffer, filled, count);
      filled += count;
      from += count;
      left -= count;
      for (int end = boundary(); end > 0; end = boundary()) {
        cut(end, sink);
      }
    }
  }

  @Override
  public void finish(Sink sink) throws IOException {
    if (filled > 0) {
      cut(filled, sink);
    }
  }

  private void cut(int end, Sink sink) throws IOException {
    byte[] chunk = Arrays.copyOf(buffer, end);
    System.arraycopy(buffer, end, buffer, 0, filled - end);
    filled -= end;
    scanned = 0;
    hash = 0;
    sink.take(chunk);
  }

  /** Where the chunk ends; 0 when more must be seen. */
  private int boundary() {
    int at = Math.max(scanned, MIN - WINDOW);
    long now = hash;
    int normal = Math.min(filled, NORMAL);
    for (; at < normal; at++) {
      now = (now << 1) + gear[buffer[at] & 0xff];
      if ((now & STRICT) == 0 && at >= MIN - 1) {
        return at + 1;
      }
    }
    for (; at < filled; at++) {
      now = (now << 1) + gear[buffer[at] & 0xff];
      if ((now & LOOSE) == 0) {
        return at + 1;
      }
    }
    scanned = Math.max(at, scanned);
    hash = now;
    return filled == MAX ? MAX : 0;
  }
}
