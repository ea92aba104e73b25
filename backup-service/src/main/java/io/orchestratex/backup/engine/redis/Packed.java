package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.orchestratex.backup.engine.MalformedDumpException;
import java.io.IOException;

/** Reads what Redis packs small collections into: listpacks, ziplists, sets of numbers, zipmaps. */
final class Packed {

  private static final String DAMAGED = "a packed value that is damaged";

  private final byte[] bytes;
  private int at;

  private Packed(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The elements in their order; numbers as their decimal text. */
  static void listpack(byte[] bytes, RdbInput.Bytes each) throws IOException {
    walk(bytes, packed -> packed.listpack(each));
  }

  /** As {@link #listpack}, of servers before 7.0. */
  static void ziplist(byte[] bytes, RdbInput.Bytes each) throws IOException {
    walk(bytes, packed -> packed.ziplist(each));
  }

  /** The numbers as their decimal text. */
  static void intset(byte[] bytes, RdbInput.Bytes each) throws IOException {
    walk(bytes, packed -> packed.intset(each));
  }

  /** Names and values in turn. */
  static void zipmap(byte[] bytes, RdbInput.Bytes each) throws IOException {
    walk(bytes, packed -> packed.zipmap(each));
  }

  @FunctionalInterface
  private interface Walk {
    void over(Packed packed) throws IOException;
  }

  private static void walk(byte[] bytes, Walk walk) throws IOException {
    try {
      walk.over(new Packed(bytes));
    } catch (IndexOutOfBoundsException e) {
      throw new MalformedDumpException(DAMAGED, e);
    }
  }

  private int u8() {
    return bytes[at++] & 0xff;
  }

  private long little(int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) u8() << 8 * i;
    }
    int unused = 64 - 8 * count;
    return value << unused >> unused;
  }

  private void text(long length, RdbInput.Bytes each) throws IOException {
    if (length < 0 || length > bytes.length - at) {
      throw new MalformedDumpException(DAMAGED);
    }
    each.take(bytes, at, (int) length);
    at += (int) length;
  }

  private static void number(long value, RdbInput.Bytes each) throws IOException {
    byte[] text = Long.toString(value).getBytes(US_ASCII);
    each.take(text, 0, text.length);
  }

  private void listpack(RdbInput.Bytes each) throws IOException {
    at = 6; // Its size and number of elements.
    while (true) {
      int begin = at;
      int first = u8();
      if (first == 0xff) {
        return;
      }
      if (first < 0x80) {
        number(first, each);
      } else if (first < 0xc0) {
        text(first & 0x3f, each);
      } else if (first < 0xe0) {
        int value = (first & 0x1f) << 8 | u8();
        number(value << 19 >> 19, each);
      } else if (first < 0xf0) {
        text((first & 0x0f) << 8 | u8(), each);
      } else {
        switch (first) {
          case 0xf0 -> text(little(4) & 0xffffffffL, each);
          case 0xf1 -> number(little(2), each);
          case 0xf2 -> number(little(3), each);
          case 0xf3 -> number(little(4), each);
          case 0xf4 -> number(little(8), each);
          default -> throw new MalformedDumpException(DAMAGED);
        }
      }
      at += backLength(at - begin);
    }
  }

  private static int backLength(int entry) {
    if (entry <= 127) {
      return 1;
    }
    if (entry < 16_383) {
      return 2;
    }
    if (entry < 2_097_151) {
      return 3;
    }
    return entry < 268_435_455 ? 4 : 5;
  }

  private void ziplist(RdbInput.Bytes each) throws IOException {
    at = 10; // Its size, its tail and its number of elements.
    while (true) {
      int before = u8();
      if (before == 0xff) {
        return;
      }
      if (before == 0xfe) {
        at += 4;
      }
      int first = u8();
      switch (first >>> 6) {
        case 0 -> text(first & 0x3f, each);
        case 1 -> text((first & 0x3f) << 8 | u8(), each);
        case 2 -> text((long) u8() << 24 | (long) u8() << 16 | (long) u8() << 8 | u8(), each);
        default -> number(ziplistNumber(first), each);
      }
    }
  }

  private long ziplistNumber(int first) throws IOException {
    return switch (first) {
      case 0xc0 -> little(2);
      case 0xd0 -> little(4);
      case 0xe0 -> little(8);
      case 0xf0 -> little(3);
      case 0xfe -> little(1);
      default -> {
        if (first < 0xf1 || first > 0xfd) {
          throw new MalformedDumpException(DAMAGED);
        }
        yield (first & 0x0f) - 1;
      }
    };
  }

  private void intset(RdbInput.Bytes each) throws IOException {
    int width = (int) little(4);
    long count = little(4) & 0xffffffffL;
    if (width != 2 && width != 4 && width != 8) {
      throw new MalformedDumpException(DAMAGED);
    }
    for (long i = 0; i < count; i++) {
      number(little(width), each);
    }
  }

  private void zipmap(RdbInput.Bytes each) throws IOException {
    at = 1; // Its number of pairs.
    while (true) {
      int first = u8();
      if (first == 0xff) {
        return;
      }
      text(zipmapLength(first), each);
      int length = u8();
      long value = zipmapLength(length);
      int unused = u8();
      text(value, each);
      at += unused;
    }
  }

  private long zipmapLength(int first) {
    return first == 0xfe ? little(4) & 0xffffffffL : first;
  }
}
