package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numbers, texts and blocks of pg_dump's custom format. Texts are handed out as they are,
 * one character a byte: what encoding they are in stands further on in the archive. Not thread
 * safe.
 */
final class ArchiveInput {

  /** Takes a piece of a block. */
  @FunctionalInterface
  interface Piece {
    void take(byte[] bytes, int length);
  }

  static final int MAX_TEXT = 256 << 20;
  private static final int PIECE_BYTES = 1 << 16;

  private final InputStream in;
  private final byte[] piece = new byte[PIECE_BYTES];
  private @Nullable ByteArrayOutputStream seen = new ByteArrayOutputStream();
  private int intBytes = 4;

  ArchiveInput(InputStream in) {
    this.in = new BufferedInputStream(in, PIECE_BYTES);
  }

  void intBytes(int bytes) {
    intBytes = bytes;
  }

  /** All bytes that were read so far; from now on they are not kept. */
  byte[] seen() {
    byte[] bytes = seen == null ? new byte[0] : seen.toByteArray();
    seen = null;
    return bytes;
  }

  /** The next byte; -1 at the end. */
  int next() throws IOException {
    int value = in.read();
    if (value >= 0 && seen != null) {
      seen.write(value);
    }
    return value;
  }

  int one() throws IOException {
    int value = next();
    if (value < 0) {
      throw cut();
    }
    return value;
  }

  int integer() throws IOException {
    boolean negative = one() != 0;
    long value = 0;
    for (int i = 0; i < intBytes; i++) {
      value |= (long) one() << (8 * i);
    }
    return (int) (negative ? -value : value);
  }

  @Nullable String text() throws IOException {
    int length = integer();
    if (length < 0) {
      return null;
    }
    if (length > MAX_TEXT) {
      throw new IOException("a text of " + length + " bytes cannot be");
    }
    return new String(bytes(length), ISO_8859_1);
  }

  byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw cut();
    }
    if (seen != null) {
      seen.write(bytes, 0, length);
    }
    return bytes;
  }

  /** A block, in pieces: a row of a table is one, however large it is. */
  void block(int length, Piece taker) throws IOException {
    if (length < 0) {
      throw new IOException("a block of " + length + " bytes cannot be");
    }
    int left = length;
    while (left > 0) {
      int read = in.read(piece, 0, Math.min(left, PIECE_BYTES));
      if (read < 0) {
        throw cut();
      }
      taker.take(piece, read);
      left -= read;
    }
  }

  /** What comes next, as it is. */
  InputStream rest() {
    return in;
  }

  private static EOFException cut() {
    return new EOFException("the dump is cut");
  }
}
