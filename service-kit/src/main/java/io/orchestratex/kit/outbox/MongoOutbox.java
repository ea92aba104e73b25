package io.orchestratex.kit.outbox;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoWriteException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.mongodb.CollectionSpec;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.mongodb.MongoFaults;
import io.orchestratex.kit.mongodb.MongoSchema;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * Writes events into the collection {@code outbox}, in the transaction of the state that they tell
 * of, and is the relay's side of it. Leadership is a lease that a dead process loses after five
 * seconds; a leader that slept past its lease may send an event twice, never out of order and never
 * not at all.
 *
 * <p>Within a key, sequences grow with each commit, so reading by sequence keeps each key's order
 * whatever the clocks of the writers say. The relay reads a snapshot: a plain query walks the index
 * while others commit, and may miss an event behind it and meet the key's next one before it.
 */
@Singleton
@Requires(property = "mongodb.uri")
@Requires(classes = MongoClient.class)
public final class MongoOutbox implements OutboxStore {

  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final ClientSessionOptions SNAPSHOT =
      ClientSessionOptions.builder().snapshot(true).build();

  private final EventCodec codec;
  private final InstantSource clock;
  private final OutboxWake wake;
  private final String source;
  private final String owner = UUID.randomUUID().toString();
  private final Mongo mongo;
  private final MongoClient client;
  private final MongoCollection<Document> outbox;
  private final MongoCollection<Document> leases;

  MongoOutbox(
      Mongo mongo,
      MongoClient client,
      EventCodec codec,
      InstantSource clock,
      OutboxWake wake,
      @Value("${micronaut.application.name}") String service) {
    this.codec = codec;
    this.clock = clock;
    this.wake = wake;
    this.source = service;
    this.mongo = mongo;
    this.client = client;
    this.outbox = mongo.collection("outbox");
    this.leases = mongo.collection("leases");
  }

  /**
   * Adds an event to the open transaction of {@code session}, which changes the event's subject as
   * well: that makes transactions on one key follow each other.
   *
   * @param sequence the version that the subject reached by the change
   */
  public void append(ClientSession session, DomainEvent event, long sequence) {
    Map<String, String> headers =
        EventCodec.headers(
            event,
            UUID.randomUUID().toString(),
            source,
            sequence,
            clock.instant(),
            TraceContext.currentTraceParent());
    outbox.insertOne(
        session,
        new Document("topic", Topics.of(event).name())
            .append("key", event.key())
            .append("sequence", sequence)
            .append("headers", new Document(Map.copyOf(headers)))
            .append("value", new Binary(codec.encode(event))));
    wake.signal();
  }

  /** What an outbox needs. */
  @Singleton
  @Requires(property = "mongodb.uri")
  static final class Schema implements MongoSchema {
    @Override
    public List<CollectionSpec> collections() {
      return List.of(
          CollectionSpec.named("outbox")
              .index("by_sequence", Indexes.ascending("sequence", "_id"))
              .build(),
          CollectionSpec.named("leases").build());
    }
  }

  @Override
  public boolean lead() {
    if (!mongo.start().isPrepared()) {
      return false;
    }
    Date now = Date.from(clock.instant());
    try {
      return leases
          .updateOne(
              Filters.and(
                  Filters.eq("_id", "outbox-relay"),
                  Filters.or(Filters.eq("owner", owner), Filters.lt("until", now))),
              Updates.combine(
                  Updates.set("owner", owner),
                  Updates.set("until", Date.from(clock.instant().plus(LEASE)))),
              new UpdateOptions().upsert(true))
          .wasAcknowledged();
    } catch (MongoWriteException e) {
      if (MongoFaults.isDuplicateKey(e)) {
        return false; // Another process holds an unexpired lease.
      }
      throw e;
    }
  }

  @Override
  public List<OutboxMessage> peek(int max) {
    List<OutboxMessage> messages = new ArrayList<>();
    try (ClientSession snapshot = client.startSession(SNAPSHOT)) {
      outbox
          .find(snapshot)
          .sort(Sorts.ascending("sequence", "_id"))
          .limit(max)
          .maxTime(10, TimeUnit.SECONDS)
          .forEach(document -> messages.add(message(document)));
    }
    return messages;
  }

  private static OutboxMessage message(Document document) {
    return new OutboxMessage(
        document.getObjectId("_id"),
        document.getString("topic"),
        document.getString("key"),
        Fields.texts(document, "headers"),
        document.get("value", Binary.class).getData());
  }

  @Override
  public void delete(List<OutboxMessage> sent) {
    List<ObjectId> ids = sent.stream().map(message -> (ObjectId) message.position()).toList();
    outbox.deleteMany(Filters.in("_id", ids));
  }

  @Override
  public void close() {
    leases.deleteOne(Filters.and(Filters.eq("_id", "outbox-relay"), Filters.eq("owner", owner)));
  }
}
