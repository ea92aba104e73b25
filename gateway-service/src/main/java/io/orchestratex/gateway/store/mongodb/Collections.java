package io.orchestratex.gateway.store.mongodb;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.orchestratex.kit.mongodb.CollectionSpec;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.mongodb.MongoSchema;
import jakarta.inject.Singleton;
import java.util.List;
import org.bson.BsonType;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The gateway's collections. */
@Singleton
final class Collections {

  private final Mongo mongo;

  Collections(Mongo mongo) {
    this.mongo = mongo;
  }

  /** The names on the right of {@code renamed} are today's; the others are of earlier builds. */
  @Singleton
  static final class Schema implements MongoSchema {
    @Override
    public List<CollectionSpec> collections() {
      return List.of(
          CollectionSpec.named("users")
              .renamed("passwordHash", "password_hash")
              .renamed("createdAt", "created_at")
              .renamed("updatedAt", "updated_at")
              .renamed("tokensAfter", "tokens_after")
              .instants("created_at", "updated_at", "tokens_after")
              .unique("username", Indexes.ascending("username"))
              .uniqueWhere(
                  "email", Indexes.ascending("email"), Filters.type("email", BsonType.STRING))
              .build(),
          CollectionSpec.named("api_keys")
              .renamed("ownerId", "owner_id")
              .renamed("createdAt", "created_at")
              .renamed("expiresAt", "expires_at")
              .withoutIndexes("owner", "created", "expires")
              .unique("hash", Indexes.ascending("hash"))
              .index("by_owner", Indexes.ascending("owner_id", "created_at"))
              .index("newest", Indexes.descending("created_at"))
              .forgetAt("forget", Indexes.ascending("expires_at"))
              .build(),
          CollectionSpec.named("refresh_families")
              .renamed("userId", "user_id")
              .renamed("currentHash", "current_hash")
              .renamed("createdAt", "created_at")
              .renamed("expiresAt", "expires_at")
              .renamed("tokens[].expiresAt", "expires_at")
              .withoutIndexes("user", "expires")
              .index("token", Indexes.ascending("tokens.id"))
              .index("by_user", Indexes.ascending("user_id"))
              .forgetAt("forget", Indexes.ascending("expires_at"))
              .build(),
          CollectionSpec.named("revocations")
              .renamed("tokenId", "token_id")
              .renamed("revokedAt", "revoked_at")
              .renamed("expiresAt", "expires_at")
              .withoutIndexes("revoked", "expires")
              .index("by_revocation", Indexes.ascending("revoked_at"))
              .forgetAt("forget", Indexes.ascending("expires_at"))
              .build(),
          CollectionSpec.named("signing_keys")
              .renamed("publicKey", "public_key")
              .renamed("sealedPrivateKey", "sealed_private_key")
              .renamed("createdAt", "created_at")
              .renamed("activeSince", "active_since")
              .renamed("publishedUntil", "published_until")
              .withoutIndexes("published")
              .forgetAt("forget", Indexes.ascending("published_until"))
              .build(),
          CollectionSpec.named("login_audit")
              .renamed("userId", "user_id")
              .renamed("traceId", "trace_id")
              .renamed("expiresAt", "expires_at")
              .withoutIndexes("expires", "username")
              // Each filter of the list of sign-ins, newest first.
              .index("newest", Indexes.descending("at", "_id"))
              .index("by_username", newestOf("username"))
              .index("by_user_id", newestOf("user_id"))
              .index("by_outcome", newestOf("outcome"))
              .index("by_address", newestOf("address"))
              .forgetAt("forget", Indexes.ascending("expires_at"))
              .build(),
          CollectionSpec.named("guards").build());
    }

    private static Bson newestOf(String field) {
      return Indexes.compoundIndex(Indexes.ascending(field), Indexes.descending("at", "_id"));
    }
  }

  MongoCollection<UserDocument> users() {
    return mongo.database().getCollection("users", UserDocument.class);
  }

  MongoCollection<Document> apiKeys() {
    return mongo.collection("api_keys");
  }

  MongoCollection<Document> refreshFamilies() {
    return mongo.collection("refresh_families");
  }

  MongoCollection<Document> revocations() {
    return mongo.collection("revocations");
  }

  MongoCollection<Document> signingKeys() {
    return mongo.collection("signing_keys");
  }

  MongoCollection<Document> loginAudit() {
    return mongo.collection("login_audit");
  }

  MongoCollection<Document> guards() {
    return mongo.collection("guards");
  }

  /**
   * Makes transactions that touch the same guard follow each other, where a rule is about several
   * documents: the second meets a write conflict and runs again, on what the first left.
   */
  void guard(ClientSession session, String id) {
    MongoCollection<Document> guards = mongo.collection("guards");
    // Outside the transaction: two that both insert would fail with a duplicate key.
    guards.updateOne(
        Filters.eq("_id", id),
        Updates.setOnInsert("touched", 0L),
        new UpdateOptions().upsert(true));
    guards.updateOne(session, Filters.eq("_id", id), Updates.inc("touched", 1L));
  }

  void dropGuard(ClientSession session, String id) {
    mongo.collection("guards").deleteOne(session, Filters.eq("_id", id));
  }
}
