package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.ObjectFact;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * How much a capped collection holds. It may hold more than that when its documents grew or when it
 * was lowered, until the next insert; so it is loaded with more room and lowered afterwards.
 *
 * @param bytes at most
 * @param documents at most; null is no limit
 */
record CappedSize(long bytes, @Nullable Long documents) {

  private static final String SIZE = "size";
  private static final String MAX = "max";
  private static final int PER_DOCUMENT = 64;
  private static final long SPARE = 1 << 20;

  /** Empty for a collection that is not capped. */
  static Optional<CappedSize> of(Namespace namespace) {
    BsonDocument options = namespace.options();
    if (!options.getBoolean("capped", BsonBoolean.FALSE).getValue()) {
      return Optional.empty();
    }
    BsonNumber max = options.isNumber(MAX) ? options.getNumber(MAX) : null;
    return Optional.of(
        new CappedSize(
            options.getNumber(SIZE).longValue(),
            max == null || max.longValue() <= 0 ? null : Long.valueOf(max.longValue())));
  }

  /** Makes room for what is to be loaded. */
  static void widen(BsonDocument options, @Nullable ObjectFact fact) {
    if (fact == null) {
      return;
    }
    long needed = fact.bytes() + fact.count() * PER_DOCUMENT + SPARE;
    if (options.getNumber(SIZE).longValue() < needed) {
      options.put(SIZE, new BsonInt64(needed));
    }
    if (options.isNumber(MAX)
        && options.getNumber(MAX).longValue() > 0
        && options.getNumber(MAX).longValue() <= fact.count()) {
      options.put(MAX, new BsonInt64(fact.count() + 1));
    }
  }

  /** Lowers a loaded collection; what is in it stays. */
  void enforce(Server server, String database, String collection) {
    BsonDocument now = server.info(database, collection);
    if (now == null) {
      return;
    }
    BsonDocument options = now.getDocument("options", new BsonDocument());
    BsonDocument command = new BsonDocument("collMod", new BsonString(collection));
    if (options.getNumber(SIZE).longValue() != bytes) {
      command.append("cappedSize", new BsonInt64(bytes));
    }
    Long limit = documents;
    if (limit != null && options.getNumber(MAX).longValue() != limit) {
      command.append("cappedMax", new BsonInt64(limit));
    }
    if (command.size() > 1) {
      server.database(database).runCommand(command);
    }
  }
}
