package io.orchestratex.kit.inbox;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.mongodb.CollectionSpec;
import io.orchestratex.kit.mongodb.Mongo;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Date;
import org.bson.Document;

/** Remembers applied events in the collection {@code inbox}, for longer than Kafka keeps them. */
@Singleton
@Requires(property = "mongodb.uri")
@Requires(classes = MongoClient.class)
public final class MongoInbox {

  /** For the schema of a service that reads events. */
  public static final CollectionSpec COLLECTION =
      CollectionSpec.named("inbox")
          .forgetAfterDays("forget", Indexes.ascending("received_at"), 45)
          .build();

  private final MongoCollection<Document> inbox;
  private final InstantSource clock;

  MongoInbox(Mongo mongo, InstantSource clock) {
    this.inbox = mongo.collection(COLLECTION.name());
    this.clock = clock;
  }

  /**
   * Notes the event in the open transaction; false when it was applied before and must be skipped.
   * When two processes apply one event at once, the server aborts the second transaction, whose
   * retry then finds it applied.
   */
  public boolean firstTime(ClientSession session, String consumer, String eventId) {
    String id = consumer + "/" + eventId;
    if (inbox.find(session, Filters.eq("_id", id)).first() != null) {
      return false;
    }
    inbox.insertOne(
        session, new Document("_id", id).append("received_at", Date.from(clock.instant())));
    return true;
  }
}
