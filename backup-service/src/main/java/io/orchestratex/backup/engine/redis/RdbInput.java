package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.orchestratex.backup.engine.MalformedDumpException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numbers and strings that RDB files and {@code DUMP} consist of, and counts and checks
 * all that it reads. What it reads can be copied to a stream meanwhile. A string is handed on piece
 * by piece, so that none has to fit into memory. Not thread safe.
 */
final class RdbInput {

  /** Takes the bytes of a string, piece by piece. */
  @FunctionalInterface
  interface Bytes {
    void take(byte[] buffer, int offset, int length) throws IOException;
  }

  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_IN_MEMORY = 512 << 20;
  private static final int ENCODED = 3;

  private final @Nullable InputStream in;
  private final byte[] buffer;
  private int position;
  private int settled;
  private int limit;
  private long crc;
  private long consumed;
  private @Nullable OutputStream copy;

  /** Reads a stream; it may read ahead of what is asked for. */
  RdbInput(InputStream in) {
    this.in = in;
    this.buffer = new byte[BUFFER];
  }

  /** Reads bytes that are all there. */
  RdbInput(byte[] bytes) {
    this.in = null;
    this.buffer = bytes;
    this.limit = bytes.length;
  }

  /** From now on all that is read is copied there; nowhere when null. */
  void copyTo(@Nullable OutputStream target) throws IOException {
    settle();
    this.copy = target;
  }

  /** The checksum of all that was read. */
  long crc() throws IOException {
    settle();
    return crc;
  }

  /** How many bytes were read. */
  long consumed() throws IOException {
    settle();
    return consumed;
  }

  private void settle() throws IOException {
    int length = position - settled;
    if (length > 0) {
      crc = Crc64.update(crc, buffer, settled, length);
      consumed += length;
      if (copy != null) {
        copy.write(buffer, settled, length);
      }
      settled = position;
    }
  }

  private void refill() throws IOException {
    settle();
    int read = in == null ? -1 : in.read(buffer, 0, buffer.length);
    if (read <= 0) {
      throw new MalformedDumpException("it ends in the middle, after " + consumed + " bytes");
    }
    position = 0;
    settled = 0;
    limit = read;
  }

  /** Whether nothing follows. */
  boolean isAtEnd() throws IOException {
    if (position < limit) {
      return false;
    }
    settle();
    int read = in == null ? -1 : in.read(buffer, 0, buffer.length);
    if (read <= 0) {
      return true;
    }
    position = 0;
    settled = 0;
    limit = read;
    return false;
  }

  int u8() throws IOException {
    if (position == limit) {
      refill();
    }
    return buffer[position++] & 0xff;
  }

  /** Hands on so many bytes. */
  void bytes(long count, Bytes to) throws IOException {
    long left = count;
    while (left > 0) {
      if (position == limit) {
        refill();
      }
      int piece = (int) Math.min(left, limit - position);
      to.take(buffer, position, piece);
      position += piece;
      left -= piece;
    }
  }

  void skip(long count) throws IOException {
    bytes(count, (_, _, _) -> {});
  }

  byte[] bytes(long count) throws IOException {
    if (count < 0 || count > LONGEST_IN_MEMORY) {
      throw malformed("a length of " + count + " bytes");
    }
    byte[] all = new byte[(int) count];
    int[] at = {0};
    bytes(
        count,
        (from, offset, length) -> {
          System.arraycopy(from, offset, all, at[0], length);
          at[0] += length;
        });
    return all;
  }

  long littleEndian(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) u8() << 8 * i;
    }
    return value;
  }

  private long bigEndian(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | u8();
    }
    return value;
  }

  /** A length, or a number: 6, 14, 32 or 64 bits. */
  long length() throws IOException {
    int first = u8();
    if (first >>> 6 == ENCODED) {
      throw malformed("an encoded string where a length was expected");
    }
    return length(first);
  }

  private long length(int first) throws IOException {
    return switch (first >>> 6) {
      case 0 -> first & 0x3f;
      case 1 -> (first & 0x3fL) << 8 | u8();
      default ->
          switch (first) {
            case 0x80 -> bigEndian(4);
            case 0x81 -> bigEndian(8);
            default -> throw malformed("a length that begins with " + first);
          };
    };
  }

  /** The bytes of a length. */
  static byte[] lengthBytes(int value) {
    if (value < 1 << 6) {
      return new byte[] {(byte) value};
    }
    if (value < 1 << 14) {
      return new byte[] {(byte) (0x40 | value >>> 8), (byte) value};
    }
    return new byte[] {
      (byte) 0x80, (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
    };
  }

  /** Where the pieces of a string go: its length is known before the first. */
  interface Text {
    void begin(long length) throws IOException;

    void take(byte[] from, int offset, int length) throws IOException;
  }

  /** A string as its bytes, whatever it is stored as. */
  void string(Text to) throws IOException {
    int first = u8();
    if (first >>> 6 != ENCODED) {
      long length = length(first);
      to.begin(length);
      bytes(length, to::take);
      return;
    }
    switch (first & 0x3f) {
      case 0 -> number(to, (byte) u8());
      case 1 -> number(to, (short) littleEndian(2));
      case 2 -> number(to, (int) littleEndian(4));
      case 3 -> compressed(to);
      default -> throw malformed("a string of the unknown encoding " + (first & 0x3f));
    }
  }

  private static void number(Text to, long value) throws IOException {
    byte[] text = Long.toString(value).getBytes(US_ASCII);
    to.begin(text.length);
    to.take(text, 0, text.length);
  }

  /** Passes a string over. */
  void skipString() throws IOException {
    string(
        new Text() {
          @Override
          public void begin(long length) {}

          @Override
          public void take(byte[] from, int offset, int length) {}
        });
  }

  /** A string that fits into memory. */
  byte[] string() throws IOException {
    Whole whole = new Whole();
    string(whole);
    return whole.finished();
  }

  private static final class Whole implements Text {
    private byte[] all = new byte[0];
    private int at;

    @Override
    public void begin(long length) throws IOException {
      if (length < 0 || length > LONGEST_IN_MEMORY) {
        throw new MalformedDumpException("a string of " + length + " bytes");
      }
      // What a damaged length asks for is not taken before the bytes are there.
      all = new byte[(int) Math.min(length, BUFFER)];
    }

    @Override
    public void take(byte[] from, int offset, int length) {
      if (at + length > all.length) {
        all = Arrays.copyOf(all, Math.max(at + length, all.length * 2));
      }
      System.arraycopy(from, offset, all, at, length);
      at += length;
    }

    byte[] finished() {
      return at == all.length ? all : Arrays.copyOf(all, at);
    }
  }

  /** LZF, which refers back at most 8 KiB. */
  private void compressed(Text to) throws IOException {
    long stored = length();
    long length = length();
    to.begin(length);
    Window window = new Window(to, length);
    while (stored > 0) {
      int control = u8();
      stored--;
      if (control < 1 << 5) {
        for (int i = 0; i <= control; i++) {
          window.literal((byte) u8());
        }
        stored -= control + 1;
      } else {
        int run = control >>> 5;
        if (run == 7) {
          run += u8();
          stored--;
        }
        int back = ((control & 0x1f) << 8 | u8()) + 1;
        stored--;
        window.repeat(back, run + 2);
      }
    }
    if (stored < 0 || window.finish() != length) {
      throw malformed("a compressed string that does not have its length");
    }
  }

  /** What was decompressed last. */
  private static final class Window {
    private static final int REACH = 1 << 13;

    private final Text to;
    private final long limit;
    private final byte[] recent = new byte[1 << 15];
    private int at;
    private int begin;
    private long total;

    Window(Text to, long limit) {
      this.to = to;
      this.limit = limit;
    }

    void literal(byte value) throws IOException {
      if (at == recent.length) {
        to.take(recent, begin, at - begin);
        System.arraycopy(recent, at - REACH, recent, 0, REACH);
        at = REACH;
        begin = REACH;
      }
      recent[at++] = value;
      if (++total > limit) {
        throw new MalformedDumpException("a compressed string that is longer than it says");
      }
    }

    void repeat(int back, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        if (back > at) {
          throw new MalformedDumpException("a compressed string that refers before its beginning");
        }
        literal(recent[at - back]);
      }
    }

    long finish() throws IOException {
      to.take(recent, begin, at - begin);
      return total;
    }
  }

  MalformedDumpException malformed(String what) throws IOException {
    return new MalformedDumpException(what + " at byte " + consumed());
  }
}
