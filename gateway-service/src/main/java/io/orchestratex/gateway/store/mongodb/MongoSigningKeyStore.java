package io.orchestratex.gateway.store.mongodb;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.orchestratex.gateway.token.SigningKey;
import io.orchestratex.gateway.token.SigningKeyStore;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;

/** Signing keys in the collection {@code signing_keys}; MongoDB drops those long retired. */
@Singleton
final class MongoSigningKeyStore implements SigningKeyStore {

  private final Collections collections;
  private final Mongo mongo;

  MongoSigningKeyStore(Collections collections, Mongo mongo) {
    this.collections = collections;
    this.mongo = mongo;
  }

  @Override
  public List<SigningKey> published(Instant now) {
    List<SigningKey> keys = new ArrayList<>();
    collections
        .signingKeys()
        .find(
            Filters.or(
                Filters.eq("published_until", null), Filters.gt("published_until", Date.from(now))))
        .sort(Sorts.ascending("created_at", "_id"))
        .forEach(document -> keys.add(key(document)));
    return keys;
  }

  @Override
  public void insert(SigningKey key) {
    mongo.run(() -> collections.signingKeys().insertOne(document(key)));
  }

  @Override
  public boolean rotate(
      String retired, Instant publishedUntil, String activated, Instant now, SigningKey next) {
    return mongo.inTransaction(session -> {
      boolean first =
          collections
                  .signingKeys()
                  .updateOne(
                      session,
                      Filters.and(Filters.eq("_id", activated), Filters.eq("state", "next")),
                      Updates.combine(
                          Updates.set("state", "active"),
                          Updates.set("active_since", Date.from(now))))
                  .getModifiedCount()
              == 1;
      if (first) {
        collections
            .signingKeys()
            .updateOne(session, Filters.eq("_id", retired), retirement(publishedUntil));
        collections.signingKeys().insertOne(session, document(next));
      }
      return first;
    });
  }

  @Override
  public void retire(String id, Instant publishedUntil) {
    collections.signingKeys().updateOne(Filters.eq("_id", id), retirement(publishedUntil));
  }

  private static Bson retirement(Instant publishedUntil) {
    return Updates.combine(
        Updates.set("state", "retired"), Updates.set("published_until", Date.from(publishedUntil)));
  }

  private static Document document(SigningKey key) {
    return new Document("_id", key.id())
        .append("public_key", key.publicKey())
        .append("sealed_private_key", new Binary(key.sealedPrivateKey()))
        .append("state", key.state())
        .append("created_at", Date.from(key.createdAt()))
        .append("active_since", Fields.date(key.activeSince()))
        .append("published_until", Fields.date(key.publishedUntil()));
  }

  private static SigningKey key(Document document) {
    return new SigningKey(
        document.getString("_id"),
        document.getString("public_key"),
        document.get("sealed_private_key", Binary.class).getData(),
        document.getString("state"),
        Fields.instant(document, "created_at"),
        Fields.instantOrNull(document, "active_since"),
        Fields.instantOrNull(document, "published_until"));
  }
}
