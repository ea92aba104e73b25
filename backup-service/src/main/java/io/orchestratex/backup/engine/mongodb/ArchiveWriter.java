package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.ContentHash;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * Writes the archive format of mongodump: magic number, header, one description per namespace, then
 * the documents in blocks, and for each namespace a last block with the CRC-64 of its documents.
 *
 * <p>Format: https://github.com/mongodb/mongo-tools/tree/master/common/archive
 */
final class ArchiveWriter {

  static final byte[] MAGIC = {0x6d, (byte) 0xe2, (byte) 0x99, (byte) 0x81};

  /**
   * Fields of ours, which mongorestore skips: the exact description, and views that it cannot
   * express.
   */
  static final String DEFINITION = "definition";

  static final String VIEWS = "views";

  /** Field of ours in the last block of what could not be read to its end. */
  static final String ABANDONED = "abandoned";

  static final byte[] TERMINATOR = {-1, -1, -1, -1};
  private static final int BLOCK_BYTES = 8 << 20;

  private final OutputStream out;
  private final Set<String> apart = new HashSet<>();

  ArchiveWriter(OutputStream out) {
    this.out = out;
  }

  void begin(List<Namespace> namespaces, String serverVersion) throws IOException {
    List<BsonDocument> descriptions = new ArrayList<>();
    BsonArray views = new BsonArray();
    for (Namespace namespace : namespaces) {
      Optional<String> metadata = MongorestoreMetadata.of(namespace);
      BsonDocument description = description(namespace, metadata.orElse(""));
      if (metadata.isPresent()) {
        descriptions.add(description);
      } else {
        apart.add(namespace.name());
        views.add(description);
      }
    }
    out.write(MAGIC);
    BsonDocument header =
        new BsonDocument("concurrent_collections", new BsonInt32(1))
            .append("version", new BsonString("0.1"))
            .append("server_version", new BsonString(serverVersion))
            .append("tool_version", new BsonString("orchestratex"));
    write(views.isEmpty() ? header : header.append(VIEWS, views));
    for (BsonDocument description : descriptions) {
      write(description);
    }
    out.write(TERMINATOR);
  }

  private static BsonDocument description(Namespace namespace, String metadata) {
    boolean plain = namespace.type().equals(Namespace.COLLECTION);
    return new BsonDocument("db", new BsonString(namespace.database()))
        .append("collection", new BsonString(namespace.collection()))
        .append("metadata", new BsonString(metadata))
        .append("size", new BsonInt32(0))
        .append("type", new BsonString(plain ? "" : namespace.type()))
        .append(DEFINITION, namespace.metadata());
  }

  /** Ends a view, which has no documents. */
  void view(Namespace namespace) throws IOException {
    if (!apart.contains(namespace.name())) {
      body(namespace).end();
    }
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
        write(header(namespace, false, 0));
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
      write(last());
      out.write(TERMINATOR);
      return hash;
    }

    /** Ends it before its last document: what follows of it cannot be read. */
    void abandon() throws IOException {
      write(last().append(ABANDONED, BsonBoolean.TRUE));
      out.write(TERMINATOR);
    }

    private BsonDocument last() throws IOException {
      if (inBlock > 0) {
        out.write(TERMINATOR);
      }
      return header(namespace, true, hash.count() == 0 ? 0 : crc.value());
    }
  }

  private static BsonDocument header(Namespace namespace, boolean last, long crc) {
    return new BsonDocument("db", new BsonString(namespace.database()))
        .append("collection", new BsonString(namespace.stored()))
        .append("EOF", BsonBoolean.valueOf(last))
        .append("CRC", new BsonInt64(crc));
  }

  private void write(BsonDocument document) throws IOException {
    out.write(Bson.bytes(document));
  }
}
