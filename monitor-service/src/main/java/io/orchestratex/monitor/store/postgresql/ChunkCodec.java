package io.orchestratex.monitor.store.postgresql;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Packs the points of one series over one hour. Format, version 1:
 *
 * <pre>
 * byte    1
 * varint  number of points
 * varint  length of what follows before it is deflated
 * deflate (
 *   zigzag varints: first time after the chunk's start in ms, then differences of differences
 *   byte scale: 0 to 9 when each value times 10^scale is a whole number below 2^53, else 255
 *   scale below 255: zigzag varints of the scaled values' differences
 *   scale 255: 8 bytes per value, its bits XORed with those of the one before )
 * </pre>
 */
final class ChunkCodec {

  private static final byte VERSION = 1;
  private static final int MAX_SCALE = 9;
  private static final int BITS = 255;
  private static final double LARGEST_EXACT = 1L << 53;
  private static final int MAX_LENGTH = 64 << 20;

  private ChunkCodec() {}

  /** Packs points by their times in epoch milliseconds. */
  static byte[] pack(long start, SortedMap<Long, Double> points) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(points.size() * 4);
    long before = start;
    long step = 0;
    for (long at : points.keySet()) {
      putSigned(plain, at - before - step);
      step = at - before;
      before = at;
    }
    int scale = scale(points);
    plain.write(scale);
    if (scale == BITS) {
      putBits(plain, points);
    } else {
      long last = 0;
      for (double value : points.values()) {
        long scaled = Math.round(value * Math.pow(10, scale));
        putSigned(plain, scaled - last);
        last = scaled;
      }
    }
    return deflated(points.size(), plain.toByteArray());
  }

  private static void putBits(ByteArrayOutputStream out, Map<Long, Double> points) {
    long last = 0;
    for (double value : points.values()) {
      long bits = Double.doubleToRawLongBits(value);
      out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(bits ^ last).array());
      last = bits;
    }
  }

  private static int scale(Map<Long, Double> points) {
    int scale = 0;
    for (double value : points.values()) {
      while (!fits(value, scale)) {
        if (++scale > MAX_SCALE) {
          return BITS;
        }
      }
    }
    // A larger scale, found late, may not fit what came early.
    for (double value : points.values()) {
      if (!fits(value, scale)) {
        return BITS;
      }
    }
    return scale;
  }

  private static boolean fits(double value, int scale) {
    double factor = Math.pow(10, scale);
    double scaled = value * factor;
    return Math.abs(scaled) < LARGEST_EXACT
        && Double.doubleToRawLongBits(Math.round(scaled) / factor)
            == Double.doubleToRawLongBits(value);
  }

  /** Points by their times, in order. */
  static SortedMap<Long, Double> unpack(long start, byte[] chunk) {
    try {
      ByteBuffer head = ByteBuffer.wrap(chunk);
      if (head.get() != VERSION) {
        throw new IllegalArgumentException("a chunk has an unknown version");
      }
      int count = Math.toIntExact(varint(head));
      ByteBuffer in = inflated(head);
      long[] times = new long[count];
      long before = start;
      long step = 0;
      for (int i = 0; i < count; i++) {
        step += signed(in);
        before += step;
        times[i] = before;
      }
      return values(in, times);
    } catch (BufferUnderflowException | ArithmeticException | DataFormatException e) {
      throw new IllegalArgumentException("a chunk is damaged", e);
    }
  }

  private static SortedMap<Long, Double> values(ByteBuffer in, long[] times) {
    SortedMap<Long, Double> points = new TreeMap<>();
    int scale = Byte.toUnsignedInt(in.get());
    double factor = Math.pow(10, scale);
    long last = 0;
    for (long at : times) {
      if (scale == BITS) {
        last ^= in.getLong();
        points.put(at, Double.longBitsToDouble(last));
      } else {
        last += signed(in);
        points.put(at, last / factor);
      }
    }
    return points;
  }

  private static byte[] deflated(int count, byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 16);
    out.write(VERSION);
    put(out, count);
    put(out, plain.length);
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(plain);
      deflater.finish();
      byte[] block = new byte[4_096];
      while (!deflater.finished()) {
        out.write(block, 0, deflater.deflate(block));
      }
    }
    return out.toByteArray();
  }

  private static ByteBuffer inflated(ByteBuffer packed) throws DataFormatException {
    long length = varint(packed);
    if (length < 0 || length > MAX_LENGTH) {
      throw new IllegalArgumentException("a chunk is damaged: its length is " + length);
    }
    byte[] plain = new byte[(int) length];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed);
      int done = 0;
      while (done < plain.length) {
        int more = inflater.inflate(plain, done, plain.length - done);
        if (more == 0) {
          throw new DataFormatException("it ends early");
        }
        done += more;
      }
    }
    return ByteBuffer.wrap(plain);
  }

  private static void putSigned(ByteArrayOutputStream out, long value) {
    put(out, (value << 1) ^ (value >> 63));
  }

  private static void put(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long signed(ByteBuffer in) {
    long value = varint(in);
    return (value >>> 1) ^ -(value & 1);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new ArithmeticException("a number is too long");
  }
}
