package io.orchestratex.gateway.store.mongodb;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.orchestratex.gateway.console.session.ConsoleSession;
import io.orchestratex.gateway.console.session.ConsoleSessionStore;
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

/** The console's sessions in the collection {@code console_sessions}, gone when they expire. */
@Singleton
final class MongoConsoleSessionStore implements ConsoleSessionStore {

  private final Collections collections;
  private final MongoRevocationStore revocations;
  private final Mongo mongo;

  MongoConsoleSessionStore(Collections collections, MongoRevocationStore revocations, Mongo mongo) {
    this.collections = collections;
    this.revocations = revocations;
    this.mongo = mongo;
  }

  @Override
  public void insert(ConsoleSession session, int most) {
    mongo.run(() -> {
      collections.consoleSessions().insertOne(document(session));
      trim(session.userId(), most);
    });
  }

  private void trim(String userId, int most) {
    // Each sign-in trims after it has inserted, so the last of several at once sees all of them.
    List<String> unused =
        collections
            .consoleSessions()
            .find(Filters.eq("user_id", userId))
            .sort(Sorts.descending("used_at", "_id"))
            .skip(most)
            .projection(Projections.include("_id"))
            .map(document -> document.getString("_id"))
            .into(new ArrayList<>());
    if (!unused.isEmpty()) {
      collections.consoleSessions().deleteMany(Filters.in("_id", unused));
    }
  }

  @Override
  public Optional<ConsoleSession> findByHash(String hash) {
    return first(Filters.eq("hash", hash));
  }

  @Override
  public Optional<ConsoleSession> find(String id) {
    return first(Filters.eq("_id", id));
  }

  private Optional<ConsoleSession> first(Bson filter) {
    return mongo
        .call(() -> Optional.ofNullable(collections.consoleSessions().find(filter).first()))
        .map(MongoConsoleSessionStore::session);
  }

  @Override
  public List<ConsoleSession> of(String userId, Instant now) {
    return mongo.call(() ->
        collections
            .consoleSessions()
            .find(
                Filters.and(
                    Filters.eq("user_id", userId), Filters.gt("expires_at", Date.from(now))))
            .sort(Sorts.descending("used_at", "_id"))
            .map(MongoConsoleSessionStore::session)
            .into(new ArrayList<>()));
  }

  @Override
  public void used(String id, Instant now, Instant expiresAt) {
    mongo.run(() ->
        collections
            .consoleSessions()
            .updateOne(
                Filters.eq("_id", id),
                Updates.combine(
                    Updates.set("used_at", Date.from(now)),
                    Updates.set("expires_at", Date.from(expiresAt)))));
  }

  @Override
  public void delete(ConsoleSession ended, Instant now, Instant tokensExpireAt) {
    mongo.inTransaction(session -> {
      collections.consoleSessions().deleteOne(session, Filters.eq("_id", ended.id()));
      revocations.noteToken(session, ended.tokenId(), ended.userId(), tokensExpireAt, now);
      return ended;
    });
  }

  private static Document document(ConsoleSession session) {
    return new Document("_id", session.id())
        .append("user_id", session.userId())
        .append("hash", session.hash())
        .append("created_at", Date.from(session.createdAt()))
        .append("used_at", Date.from(session.usedAt()))
        .append("expires_at", Date.from(session.expiresAt()))
        .append("address", session.address())
        .append("browser", session.browser());
  }

  private static ConsoleSession session(Document document) {
    return new ConsoleSession(
        Fields.text(document, "_id"),
        Fields.text(document, "user_id"),
        Fields.text(document, "hash"),
        Fields.instant(document, "created_at"),
        Fields.instant(document, "used_at"),
        Fields.instant(document, "expires_at"),
        Fields.text(document, "address"),
        Fields.text(document, "browser"));
  }
}
