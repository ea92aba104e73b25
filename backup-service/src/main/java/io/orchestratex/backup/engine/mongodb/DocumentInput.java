package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.MalformedDumpException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bson.BsonBinaryReader;
import org.bson.BsonSerializationException;
import org.bson.BsonType;

/** Reads the documents of a {@code .bson} file, one after the other, and checks each. */
final class DocumentInput implements AutoCloseable {

  /** The server allows 16 MiB and a little for its own commands. */
  private static final int MAX_DOCUMENT = 17 << 20;

  private static final int MIN_DOCUMENT = 5;

  /** A little more than the server allows. */
  private static final int MAX_DEPTH = 220;

  private final InputStream in;
  private final String name;
  private byte[] buffer = new byte[1 << 16];

  /**
   * @param name of the file, for what is said of it
   */
  DocumentInput(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /** The last document, and whatever was behind it in the array. */
  byte[] bytes() {
    return buffer;
  }

  /**
   * Reads the next document.
   *
   * @return its length; -1 at the end
   */
  int next() throws IOException {
    int read = in.readNBytes(buffer, 0, 4);
    if (read == 0) {
      return -1;
    }
    if (read < 4) {
      throw cut();
    }
    int length = ByteBuffer.wrap(buffer, 0, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < MIN_DOCUMENT || length > MAX_DOCUMENT) {
      throw new MalformedDumpException(
          "%s is damaged: a document of %d bytes cannot be".formatted(name, length));
    }
    if (buffer.length < length) {
      byte[] larger = new byte[length];
      System.arraycopy(buffer, 0, larger, 0, 4);
      buffer = larger;
    }
    if (in.readNBytes(buffer, 4, length - 4) < length - 4) {
      throw cut();
    }
    requireWhole(buffer, length, name);
    return length;
  }

  private MalformedDumpException cut() {
    return new MalformedDumpException(
        name + " is cut: it ends within a document", new EOFException());
  }

  /** Reads a document to its end, without recursion: it may be nested to deceive. */
  static void requireWhole(byte[] bytes, int length, String name) throws MalformedDumpException {
    try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes, 0, length))) {
      boolean[] isArray = new boolean[MAX_DEPTH + 1];
      int depth = 0;
      reader.readStartDocument();
      while (depth >= 0) {
        BsonType type = reader.readBsonType();
        if (type == BsonType.END_OF_DOCUMENT) {
          if (isArray[depth]) {
            reader.readEndArray();
          } else {
            reader.readEndDocument();
          }
          depth--;
          continue;
        }
        if (!isArray[depth]) {
          reader.skipName();
        }
        if (type == BsonType.DOCUMENT || type == BsonType.ARRAY) {
          if (depth == MAX_DEPTH) {
            throw new MalformedDumpException(
                "%s is damaged: a document is nested deeper than %d".formatted(name, MAX_DEPTH));
          }
          depth++;
          isArray[depth] = type == BsonType.ARRAY;
          if (isArray[depth]) {
            reader.readStartArray();
          } else {
            reader.readStartDocument();
          }
        } else {
          reader.skipValue();
        }
      }
    } catch (BsonSerializationException e) {
      throw new MalformedDumpException(name + " is damaged: a document cannot be read", e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
