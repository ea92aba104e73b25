package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.orchestratex.backup.engine.ContentHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads values and adds them to the hash of what a key holds. The hash is of the content: it does
 * not depend on how a server stores a value, nor on the order of what has no order, so that a
 * server of another version, or one that was restored, gives the same. Times at which consumers of
 * a stream were last seen do not count.
 */
final class ValueHash {

  private static final int STREAM_2 = 19;
  private static final int STREAM_3 = 21;
  private static final int ID_BYTES = 16;

  private final RdbInput in;
  private @Nullable ContentHash into;
  private long bytes;

  /** Adds to the record that the caller has begun, and will end; to none when null. */
  ValueHash(RdbInput in, @Nullable ContentHash into) {
    this.in = in;
    this.into = into;
  }

  /** Passes over a value, and checks no more than that it has a form. */
  static void skip(RdbInput in, int code) throws IOException {
    new ValueHash(in, null).read(code);
  }

  private void part(byte[] from, int offset, int length) {
    if (into != null) {
      into.part(from, offset, length);
    }
  }

  private void end() {
    if (into != null) {
      into.end();
    }
  }

  /** How many bytes of content there were. */
  long bytes() {
    return bytes;
  }

  /**
   * Reads a value.
   *
   * @param code its type, as RDB files have it
   */
  void read(int code) throws IOException {
    switch (code) {
      case 0 -> in.string(string);
      case 1 -> strings(in.length());
      case 2 -> unordered(in.length(), 1);
      case 3, 5 -> scores(code);
      case 4 -> unordered(in.length(), 2);
      case 9 -> packedHash(Packed::zipmap);
      case 10 -> Packed.ziplist(in.string(), this::element);
      case 11 -> packedSet(Packed::intset);
      case 12 -> packedScores(Packed::ziplist);
      case 13 -> packedHash(Packed::ziplist);
      case 14 -> quicklist();
      case 16 -> packedHash(Packed::listpack);
      case 17 -> packedScores(Packed::listpack);
      case 18 -> quicklist2();
      case 20 -> packedSet(Packed::listpack);
      case 22 -> expiringFields();
      case 24 -> expiringHash();
      case 25 -> packedExpiringHash();
      case 15, STREAM_2, STREAM_3 -> stream(code);
      case 7 -> module();
      default -> throw in.malformed("a value of type " + code);
    }
  }

  /** A string as a part of the record: its length, then its bytes. */
  private final RdbInput.Text string =
      new RdbInput.Text() {
        @Override
        public void begin(long length) {
          number(length);
        }

        @Override
        public void take(byte[] from, int offset, int length) {
          part(from, offset, length);
          bytes += length;
        }
      };

  private void number(long value) {
    byte[] eight = ByteBuffer.allocate(8).putLong(value).array();
    part(eight, 0, 8);
  }

  private void element(byte[] from, int offset, int length) {
    number(length);
    part(from, offset, length);
    bytes += length;
  }

  private void strings(long count) throws IOException {
    for (long i = 0; i < count; i++) {
      in.string(string);
    }
  }

  /** Reads elements of which the order means nothing. */
  @FunctionalInterface
  private interface Elements {
    void read() throws IOException;
  }

  private void bag(Elements elements) throws IOException {
    ContentHash record = into;
    if (record == null) {
      elements.read();
      return;
    }
    ContentHash bag = new ContentHash();
    into = bag;
    elements.read();
    into = record;
    byte[] hash = bag.fact("").hash().getBytes(US_ASCII);
    part(hash, 0, hash.length);
  }

  private void unordered(long count, int strings) throws IOException {
    bag(() -> {
      for (long i = 0; i < count; i++) {
        strings(strings);
        end();
      }
    });
  }

  private void scores(int code) throws IOException {
    long count = in.length();
    bag(() -> {
      for (long i = 0; i < count; i++) {
        in.string(string);
        number(code == 3 ? Double.doubleToLongBits(oldScore()) : in.littleEndian(8));
        end();
      }
    });
  }

  private double oldScore() throws IOException {
    int length = in.u8();
    return switch (length) {
      case 253 -> Double.NaN;
      case 254 -> Double.POSITIVE_INFINITY;
      case 255 -> Double.NEGATIVE_INFINITY;
      default -> score(in.bytes(length));
    };
  }

  private double score(byte[] text) throws IOException {
    String number = new String(text, US_ASCII);
    try {
      return switch (number) {
        case "inf", "+inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(number);
      };
    } catch (NumberFormatException e) {
      throw in.malformed("a score that is not a number");
    }
  }

  /** Takes a packed value apart. */
  @FunctionalInterface
  private interface Unpack {
    void walk(byte[] packed, RdbInput.Bytes each) throws IOException;
  }

  private void packedSet(Unpack unpack) throws IOException {
    byte[] packed = in.string();
    bag(() ->
        unpack.walk(
            packed,
            (from, offset, length) -> {
              element(from, offset, length);
              end();
            }));
  }

  private void packedHash(Unpack unpack) throws IOException {
    byte[] packed = in.string();
    boolean[] value = {false};
    bag(() ->
        unpack.walk(
            packed,
            (from, offset, length) -> {
              element(from, offset, length);
              if (value[0]) {
                end();
              }
              value[0] = !value[0];
            }));
  }

  private void packedScores(Unpack unpack) throws IOException {
    byte[] packed = in.string();
    boolean[] score = {false};
    bag(() ->
        unpack.walk(
            packed,
            (from, offset, length) -> {
              if (score[0]) {
                number(
                    Double.doubleToLongBits(
                        score(Arrays.copyOfRange(from, offset, offset + length))));
                end();
              } else {
                element(from, offset, length);
              }
              score[0] = !score[0];
            }));
  }

  private void quicklist() throws IOException {
    long nodes = in.length();
    for (long i = 0; i < nodes; i++) {
      Packed.ziplist(in.string(), this::element);
    }
  }

  private void quicklist2() throws IOException {
    long nodes = in.length();
    for (long i = 0; i < nodes; i++) {
      if (in.length() == 1) {
        in.string(string); // One large element.
      } else {
        Packed.listpack(in.string(), this::element);
      }
    }
  }

  /** A hash of Valkey 9 with fields that expire. */
  private void expiringFields() throws IOException {
    long count = in.length();
    bag(() -> {
      for (long i = 0; i < count; i++) {
        strings(2);
        long expiry = in.littleEndian(8);
        if (expiry > 0) {
          number(expiry);
        }
        end();
      }
    });
  }

  /**
   * A hash of Redis 7.4 with fields that expire: in milliseconds after the first does, plus one.
   */
  private void expiringHash() throws IOException {
    long first = in.littleEndian(8);
    long count = in.length();
    bag(() -> {
      for (long i = 0; i < count; i++) {
        long after = in.length();
        strings(2);
        if (after > 0) {
          number(first + after - 1);
        }
        end();
      }
    });
  }

  private void packedExpiringHash() throws IOException {
    in.skip(8); // When the first field expires.
    byte[] packed = in.string();
    int[] column = {0};
    bag(() ->
        Packed.listpack(
            packed,
            (from, offset, length) -> {
              if (column[0] < 2) {
                element(from, offset, length);
              } else {
                String expiry = new String(from, offset, length, US_ASCII);
                if (!expiry.equals("0")) {
                  number(Long.parseLong(expiry));
                }
                end();
              }
              column[0] = (column[0] + 1) % 3;
            }));
  }

  private void stream(int code) throws IOException {
    long nodes = in.length();
    for (long i = 0; i < nodes; i++) {
      strings(2);
    }
    number(in.length()); // Entries.
    number(in.length()); // The last id, in two parts.
    number(in.length());
    if (code >= STREAM_2) {
      for (int i = 0; i < 5; i++) {
        in.length(); // The first id, the largest deleted one, entries ever added.
      }
    }
    long groups = in.length();
    number(groups);
    for (long i = 0; i < groups; i++) {
      group(code);
    }
  }

  private void group(int code) throws IOException {
    in.string(string);
    number(in.length());
    number(in.length());
    if (code >= STREAM_2) {
      in.length(); // Entries read.
    }
    long pending = in.length();
    for (long i = 0; i < pending; i++) {
      in.bytes(ID_BYTES + 8, (from, offset, length) -> part(from, offset, length));
      number(in.length()); // How often it was delivered.
    }
    long consumers = in.length();
    bag(() -> {
      for (long i = 0; i < consumers; i++) {
        in.string(string);
        in.skip(code >= STREAM_3 ? 16 : 8); // When it was last seen, and active.
        long own = in.length();
        in.bytes(own * ID_BYTES, (from, offset, length) -> part(from, offset, length));
        end();
      }
    });
  }

  /** What a module wrote, as it is. */
  private void module() throws IOException {
    number(in.length());
    parts(in, string, this::number);
  }

  /** Takes a number. */
  @FunctionalInterface
  private interface Number {
    void take(long value);
  }

  private static void parts(RdbInput in, RdbInput.Text text, Number number) throws IOException {
    while (true) {
      long kind = in.length();
      switch ((int) kind) {
        case 0 -> {
          return;
        }
        case 1, 2 -> number.take(in.length());
        case 3 -> number.take(in.littleEndian(4));
        case 4 -> number.take(in.littleEndian(8));
        case 5 -> in.string(text);
        default -> throw in.malformed("a module's value of the unknown kind " + kind);
      }
    }
  }

  /** Passes over what a module keeps besides its keys. */
  static void skipModule(RdbInput in) throws IOException {
    in.length(); // The module.
    parts(
        in,
        new RdbInput.Text() {
          @Override
          public void begin(long length) {}

          @Override
          public void take(byte[] from, int offset, int length) {}
        },
        _ -> {});
  }
}
