package io.orchestratex.gateway.store.mongodb;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.orchestratex.gateway.token.RefreshFamily;
import io.orchestratex.gateway.token.RefreshFamily.LiveToken;
import io.orchestratex.gateway.token.RefreshStore;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Refresh token families in the collection {@code refresh_families}, gone when they expire. */
@Singleton
final class MongoRefreshStore implements RefreshStore {

  private final Collections collections;
  private final MongoRevocationStore revocations;
  private final Mongo mongo;

  MongoRefreshStore(Collections collections, MongoRevocationStore revocations, Mongo mongo) {
    this.collections = collections;
    this.revocations = revocations;
    this.mongo = mongo;
  }

  @Override
  public void insert(RefreshFamily family, int most) {
    mongo.run(() -> {
      collections.refreshFamilies().insertOne(document(family));
      trim(family.userId(), most);
    });
  }

  private void trim(String userId, int most) {
    // Each sign-in trims after it has inserted, so the last of several at once sees all of them.
    List<String> unused =
        collections
            .refreshFamilies()
            .find(Filters.eq("user_id", userId))
            .sort(Sorts.descending("expires_at", "_id"))
            .skip(most)
            .projection(Projections.include("_id"))
            .map(document -> document.getString("_id"))
            .into(new ArrayList<>());
    if (!unused.isEmpty()) {
      collections.refreshFamilies().deleteMany(Filters.in("_id", unused));
    }
  }

  @Override
  public Optional<RefreshFamily> find(String id) {
    return first(Filters.eq("_id", id));
  }

  private Optional<RefreshFamily> first(Bson filter) {
    return mongo
        .call(() -> Optional.ofNullable(collections.refreshFamilies().find(filter).first()))
        .map(MongoRefreshStore::family);
  }

  @Override
  public Optional<RefreshFamily> findByToken(String tokenId) {
    return first(Filters.eq("tokens.id", tokenId));
  }

  @Override
  public boolean rotate(RefreshFamily before, RefreshFamily after, Instant now) {
    return mongo.inTransaction(session -> {
      Document rotated =
          collections
              .refreshFamilies()
              .findOneAndUpdate(
                  session,
                  Filters.and(
                      Filters.eq("_id", before.id()),
                      Filters.eq("current_hash", before.currentHash())),
                  Updates.combine(
                      Updates.set("current_hash", after.currentHash()),
                      Updates.set("tokens", documents(after.tokens())),
                      Updates.set("expires_at", Date.from(after.expiresAt()))));
      if (rotated == null) {
        return false;
      }
      revoke(session, before.endedBy(after, now), before.userId(), now);
      return true;
    });
  }

  @Override
  public Optional<RefreshFamily> revoke(String id, Instant now) {
    return mongo.inTransaction(session -> {
      Optional<RefreshFamily> ended =
          Optional.ofNullable(
                  collections.refreshFamilies().findOneAndDelete(session, Filters.eq("_id", id)))
              .map(MongoRefreshStore::family);
      ended.ifPresent(family -> revoke(session, family.tokens(), family.userId(), now));
      return ended;
    });
  }

  private void revoke(ClientSession session, List<LiveToken> tokens, String userId, Instant now) {
    tokens.forEach(
        token -> revocations.noteToken(session, token.id(), userId, token.expiresAt(), now));
  }

  private static Document document(RefreshFamily family) {
    return new Document("_id", family.id())
        .append("user_id", family.userId())
        .append("current_hash", family.currentHash())
        .append("created_at", Date.from(family.createdAt()))
        .append("expires_at", Date.from(family.expiresAt()))
        .append("tokens", documents(family.tokens()));
  }

  private static List<Document> documents(List<LiveToken> tokens) {
    return tokens.stream()
        .map(token ->
            new Document("id", token.id()).append("expires_at", Date.from(token.expiresAt())))
        .toList();
  }

  private static RefreshFamily family(Document document) {
    return new RefreshFamily(
        document.getString("_id"),
        document.getString("user_id"),
        document.getString("current_hash"),
        Fields.instant(document, "created_at"),
        Fields.instant(document, "expires_at"),
        document.getList("tokens", Document.class).stream()
            .map(token -> new LiveToken(token.getString("id"), Fields.instant(token, "expires_at")))
            .toList());
  }
}
