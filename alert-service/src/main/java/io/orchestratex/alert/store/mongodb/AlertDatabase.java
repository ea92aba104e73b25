package io.orchestratex.alert.store.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.orchestratex.kit.inbox.MongoInbox;
import io.orchestratex.kit.mongodb.CollectionSpec;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.mongodb.MongoSchema;
import jakarta.inject.Singleton;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The service's collections. */
@Singleton
final class AlertDatabase {

  static final Bson STATUS_AND_AGE =
      Indexes.compoundIndex(Indexes.ascending("status"), Indexes.descending("created_at"));
  static final Bson RESOLVED_AND_SEVERITY = Indexes.ascending("resolved", "severity");

  /** Longer than events wait on Kafka. */
  private static final long SUCCESSES_KEPT_DAYS = 60;

  /** Longer than the longest limit of a restore. */
  private static final long RESTORES_KEPT_DAYS = 30;

  private final Mongo mongo;

  AlertDatabase(Mongo mongo) {
    this.mongo = mongo;
  }

  MongoCollection<Document> alerts() {
    return mongo.collection("alerts");
  }

  MongoCollection<Document> cases() {
    return mongo.collection("cases");
  }

  MongoCollection<Document> rules() {
    return mongo.collection("rules");
  }

  MongoCollection<Document> ruleState() {
    return mongo.collection("rule_state");
  }

  MongoCollection<Document> notifications() {
    return mongo.collection("notifications");
  }

  MongoCollection<Document> successes() {
    return mongo.collection("successes");
  }

  MongoCollection<Document> restores() {
    return mongo.collection("restores");
  }

  MongoCollection<Document> settings() {
    return mongo.collection("settings");
  }

  /** The collections with their indexes and the validator of cases. */
  @Singleton
  static final class Schema implements MongoSchema {
    @Override
    public List<CollectionSpec> collections() {
      return List.of(
          alertCollection(),
          caseCollection(),
          notificationCollection(),
          CollectionSpec.named("rules").build(),
          CollectionSpec.named("rule_state").index("rule", Indexes.ascending("rule")).build(),
          CollectionSpec.named("successes")
              .forgetAfterDays("forgotten", Indexes.ascending("at"), SUCCESSES_KEPT_DAYS)
              .build(),
          CollectionSpec.named("restores")
              .forgetAfterDays("forgotten", Indexes.ascending("started_at"), RESTORES_KEPT_DAYS)
              .build(),
          CollectionSpec.named("settings").build(),
          CollectionSpec.named("receivers").build(),
          MongoInbox.COLLECTION);
    }
  }

  private static CollectionSpec alertCollection() {
    Bson open = Filters.eq("resolved", false);
    return CollectionSpec.named("alerts")
        .index("timestamp", Indexes.ascending("timestamp"))
        .index("case_id", Indexes.ascending("case_id"))
        .index("severity_resolved", Indexes.ascending("severity", "resolved"))
        // The same key as case_id, so it needs a name of its own.
        .index(
            "case_id_unresolved",
            Indexes.ascending("case_id"),
            new IndexOptions().partialFilterExpression(open))
        .index("resolved_severity", RESOLVED_AND_SEVERITY)
        .index(
            "type_timestamp",
            Indexes.compoundIndex(Indexes.ascending("type"), Indexes.descending("timestamp")))
        // A target's alerts, newest first.
        .index(
            "target_timestamp",
            Indexes.compoundIndex(
                Indexes.ascending("labels.target"), Indexes.descending("timestamp")))
        .uniqueWhere("one_open_per_fingerprint", Indexes.ascending("fingerprint"), open)
        .build();
  }

  private static CollectionSpec caseCollection() {
    return CollectionSpec.named("cases")
        .index("created_at", Indexes.ascending("created_at"))
        .index("status_severity", Indexes.ascending("status", "severity"))
        .index("assignee", Indexes.ascending("assignee"))
        .index("tags", Indexes.ascending("tags"))
        .index("priority", Indexes.ascending("priority"))
        .index("status_created_at", STATUS_AND_AGE)
        .index(
            "words",
            Indexes.compoundIndex(
                Indexes.text("title"), Indexes.text("description"), Indexes.text("tags")))
        .uniqueWhere(
            "one_active_per_group",
            Indexes.ascending("group"),
            Filters.and(Filters.exists("group"), Filters.in("status", CaseDocuments.ACTIVE)))
        .index(
            "group_created_at",
            Indexes.compoundIndex(Indexes.ascending("group"), Indexes.descending("created_at")))
        .validator(caseValidator())
        .build();
  }

  private static CollectionSpec notificationCollection() {
    return CollectionSpec.named("notifications")
        .withoutIndexes("told_once")
        .unique(
            "delivered_once",
            Indexes.ascending("channel", "receiver", "fingerprint", "starts_at", "tells"))
        .index("due", Indexes.ascending("channel", "status", "next_attempt_at"))
        .index("created_at", Indexes.descending("created_at"))
        // What was sent about an alert, newest first.
        .index(
            "alert_created_at",
            Indexes.compoundIndex(
                Indexes.ascending("alert_id"), Indexes.descending("created_at", "_id")))
        .build();
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
