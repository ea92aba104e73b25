package io.orchestratex.backup.engine.mongodb;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/**
 * Definitions as bytes and as text. Extended JSON is no way to keep one: {@code {"$oid": "…"}} in a
 * schema or a pipeline reads back as an object id.
 */
final class Bson {

  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  private Bson() {}

  static byte[] bytes(BsonDocument document) {
    try (BasicOutputBuffer buffer = new BasicOutputBuffer();
        BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
      CODEC.encode(writer, document, EncoderContext.builder().build());
      return buffer.toByteArray();
    }
  }

  static BsonDocument document(byte[] bytes) {
    try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
      return CODEC.decode(reader, DecoderContext.builder().build());
    }
  }

  static String text(BsonDocument document) {
    return Base64.getEncoder().encodeToString(bytes(document));
  }

  /** Reads {@link #text}, and the JSON that earlier versions kept. */
  static BsonDocument document(String text) {
    return text.startsWith("{")
        ? BsonDocument.parse(text)
        : document(Base64.getDecoder().decode(text));
  }
}
