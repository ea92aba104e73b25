package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoCommandException;
import io.orchestratex.backup.engine.LeftOut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/**
 * A collection that is dropped, renamed or replaced all the time, as {@code $out} does, so that no
 * snapshot of the server has it: it was read whole in one answer, which holds at most 16 MiB.
 *
 * @param namespace what it was when it was read
 */
record HeldCollection(Namespace namespace, List<RawBsonDocument> documents) {

  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int ALL_AT_ONCE = 1_000_000;

  HeldCollection {
    documents = List.copyOf(documents);
  }

  /** How an attempt to read it ended. */
  sealed interface Outcome {
    /** It was read whole. */
    record Whole(HeldCollection collection) implements Outcome {}

    /** There is none of that name any more. */
    record Gone() implements Outcome {}

    /** It is too large for one answer; this is what it is now. */
    record Large(Namespace namespace) implements Outcome {}

    /** It was replaced whenever it was read. */
    record Restless() implements Outcome {}

    /** The account may not read it. */
    record Refused(LeftOut leftOut) implements Outcome {}
  }

  static Outcome read(Server server, String database, String name) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    do {
      Namespace before = ServerCatalog.find(server, database, name);
      if (before == null) {
        if (server.info(database, name) == null) {
          return new Outcome.Gone();
        }
        continue;
      }
      Optional<HeldCollection> read;
      try {
        read = whole(server, before);
      } catch (MongoCommandException e) {
        if (!Faults.isMoved(e)) {
          throw e;
        }
        continue;
      }
      if (before.equals(ServerCatalog.find(server, database, name))) {
        return read.<Outcome>map(Outcome.Whole::new).orElseGet(() -> new Outcome.Large(before));
      }
    } while (System.nanoTime() < deadline);
    return new Outcome.Restless();
  }

  private static Optional<HeldCollection> whole(Server server, Namespace namespace) {
    BsonDocument command =
        new BsonDocument("find", new BsonString(namespace.stored()))
            .append("batchSize", new BsonInt32(ALL_AT_ONCE))
            .append("readConcern", new BsonDocument("level", new BsonString("majority")));
    RawBsonDocument answer =
        server.database(namespace.database()).runCommand(command, RawBsonDocument.class);
    RawBsonDocument cursor = (RawBsonDocument) answer.getDocument("cursor");
    if (cursor.getInt64("id").getValue() != 0) {
      server
          .database(namespace.database())
          .runCommand(
              new BsonDocument("killCursors", new BsonString(namespace.stored()))
                  .append("cursors", new BsonArray(List.of(cursor.getInt64("id")))));
      return Optional.empty();
    }
    List<RawBsonDocument> documents = new ArrayList<>();
    cursor.getArray("firstBatch").forEach(each -> documents.add((RawBsonDocument) each));
    return Optional.of(new HeldCollection(namespace, documents));
  }

  long bytes() {
    return documents.stream().mapToLong(each -> each.getByteBuffer().remaining()).sum();
  }
}
