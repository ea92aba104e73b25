package io.orchestratex.kit.inbox;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.outbox.MongoDatabaseName;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** Remembers applied events in the collection {@code inbox}, for longer than Kafka keeps them. */
@Singleton
@Requires(property = "mongodb.uri")
@Requires(classes = MongoClient.class)
public final class MongoInbox {

  private static final long KEEP_DAYS = 45;

  private final MongoCollection<Document> inbox;
  private final InstantSource clock;

  MongoInbox(MongoClient client, MongoDatabaseName database, InstantSource clock) {
    this.inbox = client.getDatabase(database.name()).getCollection("inbox");
    this.clock = clock;
  }

  /** Creates the collection and its index; safe to call at each start. */
  public void prepare() {
    inbox.createIndex(
        Indexes.ascending("received_at"),
        new IndexOptions().name("forget").expireAfter(KEEP_DAYS, TimeUnit.DAYS));
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
