package io.orchestratex.gateway.store.mongodb;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import io.orchestratex.contracts.IdentityEvent;
import io.orchestratex.gateway.revocation.Revocation;
import io.orchestratex.gateway.revocation.RevocationStore;
import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.outbox.MongoOutbox;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.Document;

/** Revocations in the collection {@code revocations}, gone when no token could live any more. */
@Singleton
final class MongoRevocationStore implements RevocationStore {

  private static final Duration KEEP_SUBJECTS = Duration.ofHours(25);
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private static final String COUNT = "restores";
  private static final String TOUCHED = "touched";
  private static final String PLACE = "place";
  private static final List<String> WATCHED =
      List.of("guards", "users", "api_keys", "refresh_families", "revocations", "signing_keys");

  private final Collections collections;
  private final MongoOutbox outbox;
  private final Mongo mongo;
  private final InstantSource clock;

  MongoRevocationStore(
      Collections collections, MongoOutbox outbox, Mongo mongo, InstantSource clock) {
    this.collections = collections;
    this.outbox = outbox;
    this.mongo = mongo;
    this.clock = clock;
  }

  @Override
  public void revokeToken(String tokenId, String subject, Instant expiresAt, Instant revokedAt) {
    mongo.inTransaction(session -> {
      noteToken(session, tokenId, subject, expiresAt, revokedAt);
      return tokenId;
    });
  }

  /** Notes a token in an open transaction, with the event. */
  void noteToken(
      ClientSession session, String tokenId, String subject, Instant expiresAt, Instant revokedAt) {
    note(
        session,
        new Document("_id", "token:" + tokenId)
            .append("token_id", tokenId)
            .append("subject", subject)
            .append("revoked_at", Date.from(revokedAt))
            .append("expires_at", Date.from(expiresAt.plus(MARGIN))));
    outbox.append(
        session,
        new IdentityEvent.TokenRevoked(tokenId, subject, expiresAt, revokedAt),
        revokedAt.toEpochMilli());
  }

  /** Notes a subject in an open transaction. */
  void noteSubject(ClientSession session, String subject, Instant revokedAt) {
    note(
        session,
        new Document("_id", "subject:" + subject)
            .append("subject", subject)
            .append("revoked_at", Date.from(revokedAt))
            .append("expires_at", Date.from(revokedAt.plus(KEEP_SUBJECTS))));
  }

  private void note(ClientSession session, Document document) {
    collections
        .revocations()
        .replaceOne(
            session,
            Filters.eq("_id", document.getString("_id")),
            document,
            new ReplaceOptions().upsert(true));
  }

  @Override
  public Count count() {
    String place = place();
    Document counted =
        mongo.call(() ->
            collections
                .guards()
                .findOneAndUpdate(
                    Filters.eq("_id", COUNT),
                    Updates.combine(Updates.inc(TOUCHED, 1L), Updates.setOnInsert(PLACE, place)),
                    new FindOneAndUpdateOptions()
                        .upsert(true)
                        .returnDocument(ReturnDocument.AFTER)));
    return new Count(
        Objects.requireNonNull(counted).get(TOUCHED, Number.class).longValue(),
        place.equals(counted.getString(PLACE)));
  }

  /** The collections that say who may do what, each with the identity that the server gave it. */
  private String place() {
    Map<String, String> identities = new TreeMap<>();
    mongo.run(() -> {
      identities.clear();
      mongo
          .database()
          .listCollections(BsonDocument.class)
          .filter(Filters.in("name", WATCHED))
          .forEach(collection ->
              identities.put(
                  collection.getString("name").getValue(),
                  collection.getDocument("info").getBinary("uuid").asUuid().toString()));
    });
    return identities.toString();
  }

  @Override
  public boolean revokeEveryone(long counted, long next, Instant revokedAt) {
    String place = place();
    return mongo.inTransaction(session -> {
      boolean first =
          collections
                  .guards()
                  .updateOne(
                      session,
                      Filters.and(Filters.eq("_id", COUNT), Filters.eq(TOUCHED, counted)),
                      Updates.combine(Updates.set(TOUCHED, next), Updates.set(PLACE, place)))
                  .getMatchedCount()
              == 1;
      if (first) {
        endEverySession(session, revokedAt);
        outbox.append(
            session,
            new IdentityEvent.SubjectRevoked(
                CachedVerifier.EVERYONE, "the users were restored", revokedAt),
            revokedAt.toEpochMilli());
      }
      return first;
    });
  }

  @Override
  public void revokeEveryoneAgain(Instant revokedAt) {
    mongo.inTransaction(session -> {
      endEverySession(session, revokedAt);
      return revokedAt;
    });
  }

  private void endEverySession(ClientSession session, Instant revokedAt) {
    Date at = Date.from(revokedAt);
    noteSubject(session, CachedVerifier.EVERYONE, revokedAt);
    collections.refreshFamilies().deleteMany(session, Filters.lte("created_at", at));
    collections
        .users()
        .updateMany(
            session,
            Filters.lt("tokens_after", at),
            Updates.combine(Updates.set("tokens_after", at), Updates.inc("version", 1L)));
  }

  @Override
  public List<Revocation> recent(Duration window) {
    List<Revocation> recent = new ArrayList<>();
    collections
        .revocations()
        .find(Filters.gt("revoked_at", Date.from(clock.instant().minus(window))))
        .forEach(document -> {
          String tokenId = document.getString("token_id");
          String subject = document.getString("subject");
          recent.add(
              tokenId == null
                  ? new Revocation.OfSubject(subject, Fields.instant(document, "revoked_at"))
                  : new Revocation.OfToken(
                      tokenId,
                      Objects.requireNonNullElse(subject, tokenId),
                      Fields.instant(document, "expires_at")));
        });
    return recent;
  }
}
