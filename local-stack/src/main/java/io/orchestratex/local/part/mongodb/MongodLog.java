package io.orchestratex.local.part.mongodb;

import java.time.Instant;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonString;
import org.bson.json.JsonParseException;

/** The lines of mongod's log, one JSON document each, for people. */
final class MongodLog {

  private static final int LONGEST_DETAILS = 300;
  private static final BsonString NONE = new BsonString("");

  private MongodLog() {}

  /** Time, severity, component, message and details; a line of another form as it is. */
  static String readable(String line) {
    try {
      BsonDocument entry = BsonDocument.parse(line);
      BsonDocument details = entry.getDocument("attr", new BsonDocument());
      String shown = details.isEmpty() ? "" : " " + details.toJson();
      return "%s %s %s %s%s"
          .formatted(
              Instant.ofEpochMilli(entry.getDateTime("t").getValue()),
              entry.getString("s", NONE).getValue(),
              entry.getString("c", NONE).getValue(),
              entry.getString("msg").getValue(),
              shown.length() > LONGEST_DETAILS ? shown.substring(0, LONGEST_DETAILS) + "…" : shown);
    } catch (JsonParseException | BsonInvalidOperationException e) {
      return line;
    }
  }
}
