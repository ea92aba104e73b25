package io.orchestratex.backup.engine.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * {@code Timestamp(0, 0)} at the top of a document. The server puts the current time in its place
 * when a document is inserted, and leaves it alone in an update: such a document is inserted with
 * another timestamp there and updated afterwards.
 *
 * @param id of the document
 * @param fields where the timestamps are
 */
record EmptyTimestamps(BsonValue id, List<String> fields) {

  private static final String ID = "_id";
  private static final BsonTimestamp EMPTY = new BsonTimestamp(0, 0);
  private static final byte TIMESTAMP = 0x11;

  EmptyTimestamps {
    fields = List.copyOf(fields);
  }

  /**
   * Finds them and puts others in their place.
   *
   * @param bson the document; changed where there are some
   */
  static Optional<EmptyTimestamps> replacedIn(byte[] bson) {
    if (!contains(bson, TIMESTAMP)) {
      return Optional.empty(); // The quick answer for almost all documents.
    }
    List<String> fields = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bson))) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        String name = reader.readName();
        if (reader.getCurrentBsonType() != BsonType.TIMESTAMP) {
          reader.skipValue();
          continue;
        }
        int place = reader.getBsonInput().getPosition();
        if (reader.readTimestamp().equals(EMPTY) && !name.equals(ID)) {
          fields.add(name);
          places.add(place);
        }
      }
    }
    BsonValue id = new RawBsonDocument(bson).get(ID);
    if (fields.isEmpty() || id == null) {
      return Optional.empty();
    }
    places.forEach(place -> bson[place] = 1);
    return Optional.of(new EmptyTimestamps(id, fields));
  }

  private static boolean contains(byte[] bson, byte wanted) {
    for (byte each : bson) {
      if (each == wanted) {
        return true;
      }
    }
    return false;
  }

  /** Puts them back into the inserted document. */
  void restore(MongoCollection<?> in) {
    BsonValue document = new BsonString("$$ROOT");
    for (String field : fields) {
      document =
          new BsonDocument(
              "$setField",
              new BsonDocument("field", new BsonDocument("$literal", new BsonString(field)))
                  .append("input", document)
                  .append("value", EMPTY));
    }
    in.updateOne(
        new BsonDocument(ID, new BsonDocument("$eq", id)),
        List.of(new BsonDocument("$replaceWith", document)),
        new UpdateOptions().bypassDocumentValidation(true));
  }
}
