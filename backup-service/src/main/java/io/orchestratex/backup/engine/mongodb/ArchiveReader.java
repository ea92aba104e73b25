package io.orchestratex.backup.engine.mongodb;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonBinaryReader;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonSerializationException;
import org.bson.BsonString;
import org.bson.BsonValue;
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
  private String serverVersion = "";

  ArchiveReader(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** Receives what an archive holds, in its order. */
  interface Receiver {

    /**
     * Every namespace, before the first document.
     *
     * @param serverVersion of the server that was dumped
     */
    default void begin(List<Namespace> namespaces, String serverVersion) throws IOException {}

    /** A document; the array is used again afterwards. */
    void document(Namespace namespace, byte[] bson, int length) throws IOException;

    /** The last document of a namespace was handed out, and its checksum fits. */
    default void end(Namespace namespace) throws IOException {}

    /** There are no more documents of a namespace that could not be read to its end. */
    default void abandoned(Namespace namespace) throws IOException {}
  }

  void read(Receiver receiver) throws IOException {
    byte[] magic = in.readNBytes(4);
    if (!Arrays.equals(magic, ArchiveWriter.MAGIC)) {
      throw new IOException("it is no mongodump archive");
    }
    List<Namespace> apart = new ArrayList<>();
    Map<String, Namespace> open = prelude(apart);
    Map<String, Namespace> known = new LinkedHashMap<>(open);
    apart.addAll(open.values());
    receiver.begin(List.copyOf(apart), serverVersion);
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

  /**
   * Reads what is described before the first document.
   *
   * @param apart takes views that are described in the header
   * @return what blocks follow of, by the names that these have
   */
  private Map<String, Namespace> prelude(List<Namespace> apart) throws IOException {
    int header = next(false);
    if (header <= 0) {
      throw new IOException("the archive has no header");
    }
    BsonDocument first = document(header);
    serverVersion = first.getString("server_version", new BsonString("")).getValue();
    for (BsonValue each : first.getArray(ArchiveWriter.VIEWS, new BsonArray())) {
      apart.add(namespace(each.asDocument()));
    }
    Map<String, Namespace> namespaces = new LinkedHashMap<>();
    for (int length = next(false); length > 0; length = next(false)) {
      Namespace namespace = namespace(document(length));
      namespaces.put(namespace.database() + "." + namespace.stored(), namespace);
    }
    return namespaces;
  }

  private static Namespace namespace(BsonDocument description) throws IOException {
    String type =
        description.getString("type", new BsonString("")).getValue(); // Old ones say none.
    BsonDocument exact = description.getDocument(ArchiveWriter.DEFINITION, null);
    return new Namespace(
        description.getString("db").getValue(),
        description.getString("collection").getValue(),
        type.isEmpty() ? Namespace.COLLECTION : type,
        exact != null ? exact : parsed(description));
  }

  /** Archives of earlier versions hold nothing but the JSON. */
  private static BsonDocument parsed(BsonDocument description) throws IOException {
    String json = description.getString("metadata").getValue();
    if (json.isEmpty()) {
      return new BsonDocument(); // What is no collection, such as mongodump's oplog.
    }
    try {
      return BsonDocument.parse(json);
    } catch (JsonParseException e) {
      throw new IOException(
          "the description of %s.%s is no JSON"
              .formatted(
                  description.getString("db").getValue(),
                  description.getString("collection").getValue()),
          e);
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
      if (header.getBoolean(ArchiveWriter.ABANDONED, BsonBoolean.FALSE).getValue()) {
        receiver.abandoned(namespace);
      } else {
        receiver.end(namespace);
      }
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
