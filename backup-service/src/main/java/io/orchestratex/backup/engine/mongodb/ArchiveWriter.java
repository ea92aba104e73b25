package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.ContentHash;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.bson.BsonBinaryWriter;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * Writes the archive format of mongodump: magic number, header, one description per namespace, then
 * the documents in blocks, and for each namespace a last block with the CRC-64 of its documents.
 *
 * <p>Format: https://github.com/mongodb/mongo-tools/tree/master/common/archive
 */
final class ArchiveWriter {

  static final byte[] MAGIC = {0x6d, (byte) 0xe2, (byte) 0x99, (byte) 0x81};
  static final byte[] TERMINATOR = {-1, -1, -1, -1};
  private static final int BLOCK_BYTES = 8 << 20;
  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private final OutputStream out;

  ArchiveWriter(OutputStream out) {
    this.out = out;
  }

  void begin(List<Namespace> namespaces, String serverVersion) throws IOException {
    out.write(MAGIC);
    write(
        new BsonDocument("concurrent_collections", new BsonInt32(1))
            .append("version", new BsonString("0.1"))
            .append("server_version", new BsonString(serverVersion))
            .append("tool_version", new BsonString("orchestratex")));
    for (Namespace namespace : namespaces) {
      write(
          new BsonDocument("db", new BsonString(namespace.database()))
              .append("collection", new BsonString(namespace.collection()))
              .append("metadata", new BsonString(namespace.metadata().toJson(CANONICAL)))
              .append("size", new BsonInt32(0))
              .append("type", new BsonString(namespace.isView() ? Namespace.VIEW : "")));
    }
    out.write(TERMINATOR);
  }

  /** Begins the documents of a namespace; one namespace after the other. */
  Body body(Namespace namespace) {
    return new Body(namespace);
  }

  /** The documents of one namespace. */
  final class Body {
    private final Namespace namespace;
    private final Crc64 crc = new Crc64();
    private final ContentHash hash = new ContentHash();
    private int inBlock;

    private Body(Namespace namespace) {
      this.namespace = namespace;
    }

    void document(byte[] bson, int offset, int length) throws IOException {
      if (inBlock == 0) {
        header(namespace, false, 0);
      }
      out.write(bson, offset, length);
      crc.update(bson, offset, length);
      hash.add(bson, offset, length);
      inBlock += length;
      if (inBlock >= BLOCK_BYTES) {
        out.write(TERMINATOR);
        inBlock = 0;
      }
    }

    ContentHash end() throws IOException {
      if (inBlock > 0) {
        out.write(TERMINATOR);
      }
      header(namespace, true, hash.count() == 0 ? 0 : crc.value());
      out.write(TERMINATOR);
      return hash;
    }
  }

  private void header(Namespace namespace, boolean last, long crc) throws IOException {
    write(
        new BsonDocument("db", new BsonString(namespace.database()))
            .append("collection", new BsonString(namespace.collection()))
            .append("EOF", BsonBoolean.valueOf(last))
            .append("CRC", new BsonInt64(crc)));
  }

  private void write(BsonDocument document) throws IOException {
    try (BasicOutputBuffer buffer = new BasicOutputBuffer();
        BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
      new BsonDocumentCodec().encode(writer, document, EncoderContext.builder().build());
      out.write(buffer.getInternalBuffer(), 0, buffer.getPosition());
    }
  }
}
