package io.orchestratex.gateway.store.mongodb;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.orchestratex.gateway.apikey.ApiKey;
import io.orchestratex.gateway.apikey.ApiKeyStore;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/** API keys in the collection {@code api_keys}. */
@Singleton
final class MongoApiKeyStore implements ApiKeyStore {

  private final Collections collections;
  private final MongoRevocationStore revocations;
  private final Mongo mongo;

  MongoApiKeyStore(Collections collections, MongoRevocationStore revocations, Mongo mongo) {
    this.collections = collections;
    this.revocations = revocations;
    this.mongo = mongo;
  }

  @Override
  public void insert(ApiKey key, int most) {
    mongo.inTransaction(session -> {
      collections.guard(session, guardOf(key.ownerId()));
      long owned =
          collections.apiKeys().countDocuments(session, Filters.eq("owner_id", key.ownerId()));
      if (owned >= most) {
        throw FailureException.conflict(
            "api-key.too-many",
            "You have " + owned + " API keys and may have " + most + ". Remove one first.");
      }
      insert(session, key);
      return key;
    });
  }

  /** What keeps an owner's keys from being made at the same moment. */
  static String guardOf(String ownerId) {
    return "api-keys:" + ownerId;
  }

  private void insert(ClientSession session, ApiKey key) {
    collections
        .apiKeys()
        .insertOne(
            session,
            new Document("_id", key.id())
                .append("name", key.name())
                .append("hash", key.hash())
                .append("hint", key.hint())
                .append("owner_id", key.ownerId())
                .append("roles", key.roles().stream().sorted().toList())
                .append("created_at", Date.from(key.createdAt()))
                .append("expires_at", Fields.date(key.expiresAt())));
  }

  @Override
  public Optional<ApiKey> find(String id) {
    return first(Filters.eq("_id", id));
  }

  @Override
  public Optional<ApiKey> findByHash(String hash) {
    return first(Filters.eq("hash", hash));
  }

  private Optional<ApiKey> first(Bson filter) {
    return mongo
        .call(() -> Optional.ofNullable(collections.apiKeys().find(filter).first()))
        .map(MongoApiKeyStore::key);
  }

  @Override
  public Page<ApiKey> list(Optional<String> ownerId, PageRequest page) {
    Bson filter = ownerId.map(owner -> Filters.eq("owner_id", owner)).orElse(Filters.empty());
    return mongo.call(() -> {
      List<ApiKey> keys = new ArrayList<>();
      collections
          .apiKeys()
          .find(filter)
          .sort(Sorts.descending("created_at"))
          .skip(page.offset())
          .limit(page.limit())
          .forEach(document -> keys.add(key(document)));
      return Page.of(keys, page, collections.apiKeys().countDocuments(filter));
    });
  }

  @Override
  public void delete(ApiKey key, Instant now, Instant tokensExpireAt) {
    mongo.inTransaction(session -> {
      collections.apiKeys().deleteOne(session, Filters.eq("_id", key.id()));
      revocations.noteToken(session, key.tokenId(), key.ownerId(), tokensExpireAt, now);
      return key;
    });
  }

  private static ApiKey key(Document document) {
    return new ApiKey(
        document.getString("_id"),
        document.getString("name"),
        document.getString("hash"),
        document.getString("hint"),
        document.getString("owner_id"),
        Set.copyOf(document.getList("roles", String.class)),
        Fields.instant(document, "created_at"),
        Fields.instantOrNull(document, "expires_at"));
  }
}
