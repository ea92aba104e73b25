package io.orchestratex.session.store.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.mongodb.MongoFaults;
import io.orchestratex.session.idempotency.IdempotencyStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;

/** Requests with a key in the collection {@code idempotency_keys}; the server forgets them. */
@Singleton
final class MongoIdempotencyStore implements IdempotencyStore {

  private final Mongo mongo;
  private final MongoCollection<Document> keys;

  MongoIdempotencyStore(Mongo mongo) {
    this.mongo = mongo;
    this.keys = mongo.collection(ConversationSchema.IDEMPOTENCY_KEYS);
  }

  @Override
  public boolean add(Entry entry) {
    return mongo.call(() -> {
      try {
        keys.insertOne(
            new Document("_id", entry.id())
                .append("fingerprint", entry.fingerprint())
                .append("resource_id", entry.resourceId())
                .append("done", entry.done())
                .append("lease_until", Date.from(entry.leaseUntil()))
                .append("expires_at", Date.from(entry.expiresAt())));
        return true;
      } catch (MongoWriteException e) {
        if (MongoFaults.isDuplicateKey(e)) {
          return false;
        }
        throw e;
      }
    });
  }

  @Override
  public Optional<Entry> find(String id) {
    return mongo.call(() ->
        Optional.ofNullable(keys.find(eq("_id", id)).first()).map(MongoIdempotencyStore::entry));
  }

  private static Entry entry(Document document) {
    return new Entry(
        document.getString("_id"),
        document.getString("fingerprint"),
        document.getString("resource_id"),
        document.getBoolean("done", false),
        document.getDate("lease_until").toInstant(),
        document.getDate("expires_at").toInstant());
  }

  @Override
  public boolean takeOver(String id, Instant now, Instant leaseUntil) {
    return mongo.call(() ->
        keys.updateOne(
                    and(eq("_id", id), ne("done", true), lt("lease_until", Date.from(now))),
                    set("lease_until", Date.from(leaseUntil)))
                .getModifiedCount()
            == 1);
  }

  @Override
  public void complete(String id) {
    mongo.call(() -> keys.updateOne(eq("_id", id), set("done", true)));
  }

  @Override
  public void release(String id, Instant now) {
    mongo.call(() ->
        keys.updateOne(
            and(eq("_id", id), ne("done", true)),
            set("lease_until", Date.from(now.minusMillis(1)))));
  }

  @Override
  public void remove(String id) {
    mongo.call(() -> keys.deleteOne(eq("_id", id)));
  }
}
