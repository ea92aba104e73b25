package io.orchestratex.alert.store.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.kit.inbox.MongoInbox;
import io.orchestratex.kit.outbox.MongoDatabaseName;
import io.orchestratex.kit.outbox.MongoOutbox;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The service's collections with their indexes and the validator of cases, made at each start where
 * they are missing. Every store takes its collections from here, so none is used before it is
 * ready.
 */
@Singleton
final class AlertDatabase {

  static final Bson STATUS_AND_AGE =
      Indexes.compoundIndex(Indexes.ascending("status"), Indexes.descending("created_at"));
  static final Bson RESOLVED_AND_SEVERITY = Indexes.ascending("resolved", "severity");

  private static final int INDEX_NOT_FOUND = 27;
  private static final int NAMESPACE_EXISTS = 48;

  /** Longer than events wait on Kafka. */
  private static final long SUCCESSES_KEPT_DAYS = 60;

  private final MongoDatabase database;
  private final MongoOutbox outbox;
  private final MongoInbox inbox;

  AlertDatabase(MongoClient client, MongoDatabaseName name, MongoOutbox outbox, MongoInbox inbox) {
    this.database = client.getDatabase(name.name());
    this.outbox = outbox;
    this.inbox = inbox;
  }

  MongoCollection<Document> alerts() {
    return database.getCollection("alerts");
  }

  MongoCollection<Document> cases() {
    return database.getCollection("cases");
  }

  MongoCollection<Document> rules() {
    return database.getCollection("rules");
  }

  MongoCollection<Document> ruleState() {
    return database.getCollection("rule_state");
  }

  MongoCollection<Document> notifications() {
    return database.getCollection("notifications");
  }

  MongoCollection<Document> successes() {
    return database.getCollection("successes");
  }

  MongoCollection<Document> settings() {
    return database.getCollection("settings");
  }

  @PostConstruct
  void prepare() {
    outbox.prepare();
    inbox.prepare();
    for (String name :
        List.of(
            "alerts", "cases", "rules", "rule_state", "notifications", "successes", "settings")) {
      create(name);
    }
    alertIndexes();
    caseIndexes();
    database.runCommand(new Document("collMod", "cases").append("validator", caseValidator()));
    ruleState().createIndex(Indexes.ascending("rule"), named("rule"));
    notificationIndexes();
    successes()
        .createIndex(
            Indexes.ascending("at"),
            named("forgotten").expireAfter(SUCCESSES_KEPT_DAYS, TimeUnit.DAYS));
  }

  private void create(String name) {
    try {
      database.createCollection(name);
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != NAMESPACE_EXISTS) {
        throw e;
      }
    }
  }

  private void alertIndexes() {
    MongoCollection<Document> alerts = alerts();
    Bson open = Filters.eq("resolved", false);
    alerts.createIndex(Indexes.ascending("timestamp"), named("timestamp"));
    alerts.createIndex(Indexes.ascending("case_id"), named("case_id"));
    alerts.createIndex(Indexes.ascending("severity", "resolved"), named("severity_resolved"));
    // The same key as case_id, so it needs a name of its own.
    alerts.createIndex(
        Indexes.ascending("case_id"), named("case_id_unresolved").partialFilterExpression(open));
    alerts.createIndex(RESOLVED_AND_SEVERITY, named("resolved_severity"));
    alerts.createIndex(
        Indexes.compoundIndex(Indexes.ascending("type"), Indexes.descending("timestamp")),
        named("type_timestamp"));
    alerts.createIndex(
        Indexes.ascending("fingerprint"),
        named("one_open_per_fingerprint").unique(true).partialFilterExpression(open));
  }

  private void caseIndexes() {
    MongoCollection<Document> cases = cases();
    cases.createIndex(Indexes.ascending("created_at"), named("created_at"));
    cases.createIndex(Indexes.ascending("status", "severity"), named("status_severity"));
    cases.createIndex(Indexes.ascending("assignee"), named("assignee"));
    cases.createIndex(Indexes.ascending("tags"), named("tags"));
    cases.createIndex(Indexes.ascending("priority"), named("priority"));
    cases.createIndex(STATUS_AND_AGE, named("status_created_at"));
    cases.createIndex(
        Indexes.compoundIndex(
            Indexes.text("title"), Indexes.text("description"), Indexes.text("tags")),
        named("words"));
    cases.createIndex(
        Indexes.ascending("group"),
        named("one_active_per_group")
            .unique(true)
            .partialFilterExpression(
                Filters.and(Filters.exists("group"), Filters.in("status", CaseDocuments.ACTIVE))));
    cases.createIndex(
        Indexes.compoundIndex(Indexes.ascending("group"), Indexes.descending("created_at")),
        named("group_created_at"));
  }

  private void notificationIndexes() {
    MongoCollection<Document> notifications = notifications();
    // Deliveries that were stored before a channel could have several receivers.
    notifications.updateMany(
        Filters.exists("receiver", false), Updates.set("receiver", Receiver.DEFAULT));
    drop(notifications, "told_once");
    notifications.createIndex(
        Indexes.ascending("channel", "receiver", "fingerprint", "starts_at", "tells"),
        named("delivered_once").unique(true));
    notifications.createIndex(
        Indexes.ascending("channel", "status", "next_attempt_at"), named("due"));
    notifications.createIndex(Indexes.descending("created_at"), named("created_at"));
  }

  private static void drop(MongoCollection<Document> collection, String index) {
    try {
      collection.dropIndex(index);
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != INDEX_NOT_FOUND) {
        throw e;
      }
    }
  }

  private static IndexOptions named(String name) {
    return new IndexOptions().name(name);
  }

  private static Document caseValidator() {
    return Document.parse(
        """
        {"$jsonSchema": {
          "bsonType": "object",
          "required": ["title", "status", "severity", "created_at"],
          "properties": {
            "title": {"bsonType": "string", "minLength": 1, "maxLength": 200},
            "status": {"enum": ["open", "in_progress", "resolved", "closed"]},
            "severity": {"enum": ["low", "medium", "high", "critical"]},
            "assignee": {"bsonType": ["objectId", "null"]},
            "created_at": {"bsonType": "date"}
          }
        }}\
        """);
  }
}
