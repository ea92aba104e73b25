package io.orchestratex.session.store.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.mongodb.MongoFaults;
import io.orchestratex.session.idempotency.IdempotencyStore;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Requests with a key in the collection {@code idempotency_keys}; the server forgets them. */
@Singleton
final class MongoIdempotencyStore implements IdempotencyStore {

  private static final FindOneAndUpdateOptions UPSERT =
      new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);
  private static final String LEASE_UNTIL = "lease_until";

  private final Mongo mongo;
  private final MongoCollection<Document> keys;

  MongoIdempotencyStore(Mongo mongo) {
    this.mongo = mongo;
    this.keys = mongo.collection(ConversationSchema.IDEMPOTENCY_KEYS);
  }

  @Override
  public Entry claim(Entry wanted, Duration lease, Duration remembered) {
    List<Document> pipeline = List.of(replaceBy(wanted, lease, remembered));
    return mongo.call(() -> {
      try {
        return claim(wanted.id(), pipeline);
      } catch (MongoException e) {
        if (MongoFaults.isDuplicateKey(e)) {
          // Two came at once, and the other one was first.
          return claim(wanted.id(), pipeline);
        }
        throw e;
      }
    });
  }

  private Entry claim(String id, List<Document> pipeline) {
    return entry(
        Objects.requireNonNull(keys.findOneAndUpdate(eq("_id", id), pipeline, UPSERT), id));
  }

  /** An entry that is new has an id and nothing else yet. */
  private static Document replaceBy(Entry wanted, Duration lease, Duration remembered) {
    Document fresh =
        new Document("_id", wanted.id())
            .append("fingerprint", wanted.fingerprint())
            .append("resource_id", wanted.resourceId())
            .append("holder", wanted.holder())
            .append("done", false)
            .append(LEASE_UNTIL, ServerClock.in(lease))
            .append("expires_at", ServerClock.in(remembered));
    Document takenOver =
        new Document(
            "$mergeObjects",
            List.of(
                "$$ROOT",
                new Document("holder", wanted.holder())
                    .append(LEASE_UNTIL, ServerClock.in(lease))));
    Document isNew = new Document("$eq", List.of(new Document("$type", "$fingerprint"), "missing"));
    Document mayBeTaken =
        new Document(
            "$and",
            List.of(
                new Document("$eq", List.of("$fingerprint", wanted.fingerprint())),
                new Document("$ne", List.of("$done", true)),
                ServerClock.hasPassed(LEASE_UNTIL)));
    return new Document("$replaceWith", when(isNew, fresh, when(mayBeTaken, takenOver, "$$ROOT")));
  }

  private static Document when(Document condition, Object then, Object otherwise) {
    return new Document("$cond", List.of(condition, then, otherwise));
  }

  private static Entry entry(Document document) {
    return new Entry(
        document.getString("_id"),
        document.getString("fingerprint"),
        document.getString("resource_id"),
        // Entries of earlier versions have none.
        document.get("holder", ""),
        document.getBoolean("done", false));
  }

  @Override
  public void renew(Map<String, String> holders, Duration lease) {
    mongo.call(() ->
        keys.updateMany(
            and(in("_id", holders.keySet()), in("holder", holders.values()), ne("done", true)),
            ServerClock.renewing(LEASE_UNTIL, lease)));
  }

  private static Bson heldBy(String id, String holder) {
    return and(eq("_id", id), eq("holder", holder), ne("done", true));
  }

  @Override
  public boolean redraw(String id, String holder, String resourceId) {
    return mongo.call(() ->
        keys.updateOne(heldBy(id, holder), set("resource_id", resourceId)).getMatchedCount() == 1);
  }

  @Override
  public void complete(String id, String holder) {
    mongo.call(() -> keys.updateOne(heldBy(id, holder), set("done", true)));
  }

  @Override
  public void release(String id, String holder) {
    mongo.call(() -> keys.updateOne(heldBy(id, holder), set(LEASE_UNTIL, new Date(0))));
  }

  @Override
  public void remove(String id, String holder) {
    mongo.call(() -> keys.deleteOne(heldBy(id, holder)));
  }
}
