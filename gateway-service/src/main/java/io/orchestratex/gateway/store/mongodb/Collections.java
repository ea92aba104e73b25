package io.orchestratex.gateway.store.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.orchestratex.kit.outbox.MongoDatabaseName;
import io.orchestratex.kit.outbox.MongoOutbox;
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

  Collections(MongoClient client, MongoDatabaseName name, MongoOutbox outbox) {
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
    refreshFamilies().createIndex(Indexes.ascending("tokens.id"), named("token"));
    refreshFamilies().createIndex(Indexes.ascending("userId"), named("user"));
    refreshFamilies().createIndex(Indexes.ascending("expiresAt"), expiring("expires"));
    revocations().createIndex(Indexes.ascending("revokedAt"), named("revoked"));
    revocations().createIndex(Indexes.ascending("expiresAt"), expiring("expires"));
    signingKeys().createIndex(Indexes.ascending("publishedUntil"), expiring("published"));
    loginAudit().createIndex(Indexes.ascending("expiresAt"), expiring("expires"));
    loginAudit().createIndex(Indexes.ascending("username", "at"), named("username"));
    outbox.prepare();
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

  private static IndexOptions named(String name) {
    return new IndexOptions().name(name);
  }

  /** MongoDB removes a document when the instant in the field has passed. */
  private static IndexOptions expiring(String name) {
    return named(name).expireAfter(0L, TimeUnit.SECONDS);
  }
}
