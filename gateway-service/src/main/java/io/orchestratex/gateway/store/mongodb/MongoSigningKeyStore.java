package io.orchestratex.gateway.store.mongodb;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.orchestratex.gateway.token.SigningKey;
import io.orchestratex.gateway.token.SigningKeyStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Signing keys in the collection {@code signing_keys}; MongoDB drops those long retired. */
@Singleton
final class MongoSigningKeyStore implements SigningKeyStore {

  private final Collections collections;
  private final MongoTransactions transactions;

  MongoSigningKeyStore(Collections collections, MongoTransactions transactions) {
    this.collections = collections;
    this.transactions = transactions;
  }

  @Override
  public List<SigningKey> published(Instant now) {
    List<SigningKey> keys = new ArrayList<>();
    collections
        .signingKeys()
        .find(
            Filters.or(
                Filters.eq("publishedUntil", null), Filters.gt("publishedUntil", Date.from(now))))
        .sort(Sorts.ascending("createdAt", "_id"))
        .forEach(document -> keys.add(key(document)));
    return keys;
  }

  @Override
  public void insert(SigningKey key) {
    collections.signingKeys().insertOne(document(key));
  }

  @Override
  public boolean rotate(
      String retired, Instant publishedUntil, String activated, Instant now, SigningKey next) {
    return transactions.run(session -> {
      boolean first =
          collections
                  .signingKeys()
                  .updateOne(
                      session,
                      Filters.and(Filters.eq("_id", activated), Filters.eq("state", "next")),
                      Updates.combine(
                          Updates.set("state", "active"),
                          Updates.set("activeSince", Date.from(now))))
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

  private static org.bson.conversions.Bson retirement(Instant publishedUntil) {
    return Updates.combine(
        Updates.set("state", "retired"), Updates.set("publishedUntil", Date.from(publishedUntil)));
  }

  private static Document document(SigningKey key) {
    return new Document("_id", key.id())
        .append("publicKey", key.publicKey())
        .append("sealedPrivateKey", new Binary(key.sealedPrivateKey()))
        .append("state", key.state())
        .append("createdAt", Date.from(key.createdAt()))
        .append("activeSince", date(key.activeSince()))
        .append("publishedUntil", date(key.publishedUntil()));
  }

  private static SigningKey key(Document document) {
    return new SigningKey(
        document.getString("_id"),
        document.getString("publicKey"),
        document.get("sealedPrivateKey", Binary.class).getData(),
        document.getString("state"),
        document.getDate("createdAt").toInstant(),
        instant(document.getDate("activeSince")),
        instant(document.getDate("publishedUntil")));
  }

  private static @Nullable Date date(@Nullable Instant instant) {
    return instant == null ? null : Date.from(instant);
  }

  private static @Nullable Instant instant(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }
}
