package io.orchestratex.backup.engine.mongodb;

import com.mongodb.client.MongoDatabase;
import io.orchestratex.backup.engine.ContentHash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * What a database holds, made without the product: the bytes of each document, options and indexes
 * as the server lists them. Canonical extended JSON tells a type from another here; the bytes
 * behind it tell what it cannot.
 */
final class RawPicture {

  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private RawPicture() {}

  static Map<String, String> of(MongoDatabase db) {
    Map<String, String> picture = new TreeMap<>();
    for (RawBsonDocument info : db.listCollections(RawBsonDocument.class)) {
      String name = info.getString("name").getValue();
      if (name.equals("system.views")) {
        continue; // The views themselves are in the list.
      }
      picture.put(
          name + " (options)", info.getString("type") + sorted(info.getDocument("options")));
      if (!info.getString("type").getValue().equals("view")) {
        picture.put(name + " (indexes)", indexes(db, name));
        picture.put(name + " (documents)", documents(db, name, info));
      }
    }
    return picture;
  }

  private static String indexes(MongoDatabase db, String name) {
    List<String> indexes = new ArrayList<>();
    db.getCollection(name)
        .listIndexes(RawBsonDocument.class)
        .forEach(index -> indexes.add(sorted(index)));
    indexes.sort(null);
    return indexes.toString();
  }

  /** The server says the parts of an option or index in the order in which they were set. */
  private static String sorted(BsonDocument document) {
    Map<String, String> parts = new TreeMap<>();
    document.forEach((name, value) -> {
      BsonDocument part = new BsonDocument(name, value);
      parts.put(name, part.toJson(CANONICAL) + HexFormat.of().formatHex(Bson.bytes(part)));
    });
    return parts.toString();
  }

  private static String documents(MongoDatabase db, String name, BsonDocument info) {
    List<String> documents = new ArrayList<>();
    for (RawBsonDocument document : db.getCollection(name, RawBsonDocument.class).find()) {
      ByteBuffer bytes = document.getByteBuffer().asNIO();
      byte[] raw = new byte[bytes.remaining()];
      bytes.get(raw);
      documents.add(
          raw.length <= 1_000
              ? HexFormat.of().formatHex(raw)
              : HexFormat.of().formatHex(ContentHash.sha256().digest(raw)));
    }
    if (!info.getDocument("options").containsKey("capped")) {
      documents.sort(null); // Only a capped collection has an order of its own.
    }
    return documents.toString();
  }
}
