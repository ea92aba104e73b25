package io.orchestratex.backup.engine.mongodb;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonSerializationException;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.json.JsonParseException;

/** Reads the archive format of mongodump, checks its CRCs, and hands out what is in it. */
final class ArchiveReader {

  /** The server allows 16 MiB and a little for its own commands. */
  private static final int MAX_DOCUMENT = 17 << 20;

  private static final int MIN_DOCUMENT = 5;

  private final InputStream in;
  private final byte[] lengthBytes = new byte[4];
  private byte[] buffer = new byte[1 << 16];

  ArchiveReader(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** Receives what an archive holds, in its order. */
  interface Receiver {

    /** Every namespace, before the first document. */
    default void begin(List<Namespace> namespaces) {}

    /** A document; the array is used again afterwards. */
    void document(Namespace namespace, byte[] bson, int length) throws IOException;

    /** The last document of a namespace was handed out, and its checksum fits. */
    default void end(Namespace namespace) throws IOException {}
  }

  void read(Receiver receiver) throws IOException {
    byte[] magic = in.readNBytes(4);
    if (!Arrays.equals(magic, ArchiveWriter.MAGIC)) {
      throw new IOException("it is no mongodump archive");
    }
    Map<String, Namespace> open = prelude();
    Map<String, Namespace> known = new LinkedHashMap<>(open);
    receiver.begin(List.copyOf(known.values()));
    Map<String, Crc64> checksums = new LinkedHashMap<>();
    while (true) {
      int length = next(true);
      if (length < 0) {
        break;
      }
      block(length, known, open, checksums, receiver);
    }
    if (!open.isEmpty()) {
      throw new EOFException("the archive ends before " + open.keySet() + " did");
    }
  }

  private Map<String, Namespace> prelude() throws IOException {
    if (next(false) <= 0) {
      throw new IOException("the archive has no header");
    }
    Map<String, Namespace> namespaces = new LinkedHashMap<>();
    for (int length = next(false); length > 0; length = next(false)) {
      BsonDocument description = document(length);
      String type = description.getString("type").getValue();
      Namespace namespace =
          new Namespace(
              description.getString("db").getValue(),
              description.getString("collection").getValue(),
              type.isEmpty() ? "collection" : type,
              parsed(description.getString("metadata").getValue()));
      namespaces.put(namespace.name(), namespace);
    }
    return namespaces;
  }

  private static BsonDocument parsed(String json) throws IOException {
    try {
      return BsonDocument.parse(json);
    } catch (JsonParseException e) {
      throw new IOException("the metadata of a collection is no JSON", e);
    }
  }

  private void block(
      int headerLength,
      Map<String, Namespace> known,
      Map<String, Namespace> open,
      Map<String, Crc64> checksums,
      Receiver receiver)
      throws IOException {
    BsonDocument header = document(headerLength);
    String name =
        header.getString("db").getValue() + "." + header.getString("collection").getValue();
    Namespace namespace = known.get(name);
    if (namespace == null || !open.containsKey(name)) {
      throw new IOException("a block of " + name + ", which is not or no longer open");
    }
    Crc64 crc = checksums.computeIfAbsent(name, _ -> new Crc64());
    long documents = 0;
    for (int length = next(false); length > 0; length = next(false)) {
      crc.update(buffer, 0, length);
      receiver.document(namespace, buffer, length);
      documents++;
    }
    if (header.getBoolean("EOF").getValue()) {
      long expected = header.getInt64("CRC").getValue();
      if (documents > 0 || expected != crc.value()) {
        throw new IOException("the checksum of " + name + " does not fit");
      }
      open.remove(name);
      receiver.end(namespace);
    }
  }

  /**
   * Reads the next document into the buffer.
   *
   * @return its length, 0 at a terminator, -1 at the end of the file where that may be
   */
  private int next(boolean mayEnd) throws IOException {
    int read = in.readNBytes(lengthBytes, 0, 4);
    if (read == 0 && mayEnd) {
      return -1;
    }
    if (read < 4) {
      throw new EOFException("the archive is cut");
    }
    if (Arrays.equals(lengthBytes, ArchiveWriter.TERMINATOR)) {
      return 0;
    }
    int length =
        (lengthBytes[0] & 0xff)
            | (lengthBytes[1] & 0xff) << 8
            | (lengthBytes[2] & 0xff) << 16
            | (lengthBytes[3] & 0xff) << 24;
    if (length < MIN_DOCUMENT || length > MAX_DOCUMENT) {
      throw new IOException("a document of " + length + " bytes cannot be");
    }
    if (buffer.length < length) {
      buffer = new byte[length];
    }
    System.arraycopy(lengthBytes, 0, buffer, 0, 4);
    if (in.readNBytes(buffer, 4, length - 4) < length - 4) {
      throw new EOFException("the archive is cut");
    }
    return length;
  }

  private BsonDocument document(int length) throws IOException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(buffer, length));
      return new BsonDocumentCodec()
          .decode(new BsonBinaryReader(bytes), DecoderContext.builder().build());
    } catch (BsonSerializationException e) {
      throw new IOException("a header of the archive is damaged", e);
    }
  }
}
