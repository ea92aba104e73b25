package io.orchestratex.backup.engine.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Move;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * The functions of a database get those of the backup. Their collection, {@code system.js}, cannot
 * be dropped, nor renamed on every server; it is small, so that its documents are replaced one by
 * one.
 *
 * @param staged the temporary name under which they were loaded
 * @param old the name under which the previous ones are kept
 * @param hash of what was loaded
 */
record FunctionsSwap(String database, String staged, String old, String hash) {

  static final String KIND = "functions";

  private static final String ID = "_id";
  private static final String UNFINISHED = "_unfinished";

  static FunctionsSwap of(Move move) {
    return new FunctionsSwap(
        move.get("database"), move.get("staged"), move.get("old"), move.get("hash"));
  }

  Move move() {
    return new Move(
        KIND + " " + database,
        "replacing the stored functions of database " + database,
        Move.Phase.SWITCH,
        Map.of("database", database, "staged", staged, "old", old, "hash", hash));
  }

  static String hash(Server server, String database, String collection) {
    ContentHash hash = new ContentHash();
    for (RawBsonDocument each : collection(server, database, collection).find()) {
      ByteBuffer bytes = each.getByteBuffer().asNIO();
      hash.add(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }
    return hash.fact(collection).hash();
  }

  private static MongoCollection<RawBsonDocument> collection(
      Server server, String database, String name) {
    return server.database(database).getCollection(name, RawBsonDocument.class);
  }

  boolean isApplied(Server server) {
    return hash(server, database, Namespace.FUNCTIONS).equals(hash);
  }

  void apply(Server server) {
    if (isApplied(server)) {
      return;
    }
    if (server.info(database, staged) == null) {
      throw new EngineException(
          "restore.staged-missing",
          database + "." + staged + " is gone; nothing can be put in place");
    }
    if (server.info(database, old) == null) {
      keep(server);
    }
    replace(server, staged);
  }

  /** The copy gets its name when it is whole. */
  private void keep(Server server) {
    collection(server, database, old + UNFINISHED).drop();
    server.database(database).createCollection(old + UNFINISHED);
    for (RawBsonDocument each : collection(server, database, Namespace.FUNCTIONS).find()) {
      collection(server, database, old + UNFINISHED).insertOne(each);
    }
    server
        .database("admin")
        .runCommand(
            new BsonDocument("renameCollection", new BsonString(database + "." + old + UNFINISHED))
                .append("to", new BsonString(database + "." + old)));
  }

  void undo(Server server) {
    if (server.info(database, old) != null) { // Else nothing was changed.
      replace(server, old);
    }
  }

  private void replace(Server server, String from) {
    MongoCollection<RawBsonDocument> functions = collection(server, database, Namespace.FUNCTIONS);
    Set<BsonValue> wanted = new HashSet<>();
    for (RawBsonDocument each : collection(server, database, from).find()) {
      wanted.add(id(each));
      functions.replaceOne(with(id(each)), each, new ReplaceOptions().upsert(true));
    }
    for (RawBsonDocument each : functions.find()) {
      if (!wanted.contains(id(each))) {
        functions.deleteOne(with(id(each)));
      }
    }
  }

  private static BsonValue id(RawBsonDocument document) {
    return Objects.requireNonNull(document.get(ID), "a stored function has a name");
  }

  private static BsonDocument with(BsonValue id) {
    return new BsonDocument(ID, new BsonDocument("$eq", id));
  }
}
