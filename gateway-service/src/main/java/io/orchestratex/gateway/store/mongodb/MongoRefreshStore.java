package io.orchestratex.gateway.store.mongodb;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.micronaut.transaction.TransactionOperations;
import io.orchestratex.gateway.token.RefreshFamily;
import io.orchestratex.gateway.token.RefreshFamily.LiveToken;
import io.orchestratex.gateway.token.RefreshStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;

/** Refresh token families in the collection {@code refresh_families}, gone when they expire. */
@Singleton
final class MongoRefreshStore implements RefreshStore {

  private final Collections collections;
  private final MongoRevocationStore revocations;
  private final TransactionOperations<ClientSession> transactions;

  MongoRefreshStore(
      Collections collections,
      MongoRevocationStore revocations,
      TransactionOperations<ClientSession> transactions) {
    this.collections = collections;
    this.revocations = revocations;
    this.transactions = transactions;
  }

  @Override
  public void insert(RefreshFamily family) {
    collections
        .refreshFamilies()
        .insertOne(
            new Document("_id", family.id())
                .append("userId", family.userId())
                .append("currentHash", family.currentHash())
                .append("createdAt", Date.from(family.createdAt()))
                .append("expiresAt", Date.from(family.expiresAt()))
                .append("tokens", documents(family.tokens())));
  }

  @Override
  public Optional<RefreshFamily> find(String id) {
    return Optional.ofNullable(collections.refreshFamilies().find(Filters.eq("_id", id)).first())
        .map(MongoRefreshStore::family);
  }

  @Override
  public Optional<RefreshFamily> findByToken(String tokenId) {
    return Optional.ofNullable(
            collections.refreshFamilies().find(Filters.eq("tokens.id", tokenId)).first())
        .map(MongoRefreshStore::family);
  }

  @Override
  public boolean rotate(
      RefreshFamily family,
      String expectedHash,
      String newHash,
      LiveToken token,
      Instant expiresAt,
      Instant now) {
    List<LiveToken> live =
        Stream.concat(
                family.tokens().stream().filter(t -> t.expiresAt().isAfter(now)), Stream.of(token))
            .toList();
    return collections
            .refreshFamilies()
            .updateOne(
                Filters.and(
                    Filters.eq("_id", family.id()), Filters.eq("currentHash", expectedHash)),
                Updates.combine(
                    Updates.set("currentHash", newHash),
                    Updates.set("tokens", documents(live)),
                    Updates.set("expiresAt", Date.from(expiresAt))))
            .getModifiedCount()
        == 1;
  }

  @Override
  public void revoke(RefreshFamily family, Instant now) {
    transactions.executeWrite(status -> {
      ClientSession session = status.getConnection();
      collections.refreshFamilies().deleteOne(session, Filters.eq("_id", family.id()));
      family
          .tokens()
          .forEach(token ->
              revocations.noteToken(session, token.id(), family.userId(), token.expiresAt(), now));
      return family;
    });
  }

  private static List<Document> documents(List<LiveToken> tokens) {
    return tokens.stream()
        .map(token ->
            new Document("id", token.id()).append("expiresAt", Date.from(token.expiresAt())))
        .toList();
  }

  private static RefreshFamily family(Document document) {
    return new RefreshFamily(
        document.getString("_id"),
        document.getString("userId"),
        document.getString("currentHash"),
        document.getDate("createdAt").toInstant(),
        document.getDate("expiresAt").toInstant(),
        document.getList("tokens", Document.class).stream()
            .map(token ->
                new LiveToken(token.getString("id"), token.getDate("expiresAt").toInstant()))
            .toList());
  }
}
