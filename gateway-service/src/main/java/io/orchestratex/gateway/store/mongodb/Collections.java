package io.orchestratex.gateway.store.mongodb;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.orchestratex.kit.outbox.MongoDatabaseName;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.bson.BsonType;
import org.bson.Document;

/**
 * The gateway's collections. Their indexes are made before the first use; making one that is there
 * changes nothing, so each replica does it at each start.
 */
@Singleton
final class Collections {

  private final MongoDatabase database;

  Collections(MongoClient client, MongoDatabaseName name) {
    database = client.getDatabase(name.name());
    users().createIndex(Indexes.ascending("username"), named("username").unique(true));
    users()
        .createIndex(
            Indexes.ascending("email"),
            named("email")
                .unique(true)
                .partialFilterExpression(Filters.type("email", BsonType.STRING)));
    apiKeys().createIndex(Indexes.ascending("hash"), named("hash").unique(true));
    apiKeys().createIndex(Indexes.ascending("ownerId", "createdAt"), named("owner"));
    apiKeys().createIndex(Indexes.descending("createdAt"), named("created"));
    apiKeys().createIndex(Indexes.ascending("expiresAt"), expiring("expires"));
    refreshFamilies().createIndex(Indexes.ascending("tokens.id"), named("token"));
    refreshFamilies().createIndex(Indexes.ascending("userId"), named("user"));
    refreshFamilies().createIndex(Indexes.ascending("expiresAt"), expiring("expires"));
    revocations().createIndex(Indexes.ascending("revokedAt"), named("revoked"));
    revocations().createIndex(Indexes.ascending("expiresAt"), expiring("expires"));
    signingKeys().createIndex(Indexes.ascending("publishedUntil"), expiring("published"));
    loginAudit().createIndex(Indexes.ascending("expiresAt"), expiring("expires"));
    loginAudit().createIndex(Indexes.ascending("username", "at"), named("username"));
  }

  MongoCollection<Document> users() {
    return database.getCollection("users");
  }

  MongoCollection<Document> apiKeys() {
    return database.getCollection("api_keys");
  }

  MongoCollection<Document> refreshFamilies() {
    return database.getCollection("refresh_families");
  }

  MongoCollection<Document> revocations() {
    return database.getCollection("revocations");
  }

  MongoCollection<Document> signingKeys() {
    return database.getCollection("signing_keys");
  }

  MongoCollection<Document> loginAudit() {
    return database.getCollection("login_audit");
  }

  /**
   * Makes transactions that touch the same guard follow each other, where a rule is about several
   * documents: the second meets a write conflict and runs again, on what the first left.
   */
  void guard(ClientSession session, String id) {
    MongoCollection<Document> guards = database.getCollection("guards");
    // Outside the transaction: two that both insert would fail with a duplicate key.
    guards.updateOne(
        Filters.eq("_id", id),
        Updates.setOnInsert("touched", 0L),
        new UpdateOptions().upsert(true));
    guards.updateOne(session, Filters.eq("_id", id), Updates.inc("touched", 1L));
  }

  void dropGuard(ClientSession session, String id) {
    database.getCollection("guards").deleteOne(session, Filters.eq("_id", id));
  }

  private static IndexOptions named(String name) {
    return new IndexOptions().name(name);
  }

  /** MongoDB removes a document when the instant in the field has passed. */
  private static IndexOptions expiring(String name) {
    return named(name).expireAfter(0L, TimeUnit.SECONDS);
  }
}
