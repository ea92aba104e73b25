package io.orchestratex.kit.outbox;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * Writes events into the collection {@code outbox}, in the transaction of the state that they are
 * about, and is the relay's side of it. Leadership is a lease that a dead process loses after five
 * seconds, by the clock of the database: what the clocks of the processes say takes no lease away.
 * A leader that slept past its lease may send an event twice, never out of order and never not at
 * all.
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
  private static final String RELAY = "outbox-relay";
  private static final long LOOK_SECONDS = 10;

  /** How many of the oldest events say whose turn it is while there is a backlog. */
  private static final int OLDEST = 20;

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
              .index("by_key", Indexes.ascending("key", "sequence"))
              .build(),
          CollectionSpec.named("leases").build());
    }
  }

  @Override
  public boolean lead() {
    if (!mongo.start().isPrepared()) {
      return false;
    }
    try {
      Document lease =
          leases.findOneAndUpdate(
              Filters.eq("_id", RELAY),
              List.of(new Document("$set", taken())),
              new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
      return lease != null && owner.equals(lease.getString("owner"));
    } catch (MongoException e) {
      if (MongoFaults.isDuplicateKey(e)) {
        return false; // Another process made the lease in this very moment.
      }
      throw e;
    }
  }

  /**
   * The lease as it is to be: this process's for a while, or unchanged, and so not written, while
   * another holds it or enough of it is left.
   */
  private Document taken() {
    Document mine = new Document("$eq", List.of("$owner", owner));
    // Without a lease yet, until is missing, which is less than any date.
    Document over = new Document("$lt", List.of("$until", "$$NOW"));
    Document endsSoon = new Document("$lt", List.of("$until", afterNow(LEASE.dividedBy(2))));
    Document renewed =
        new Document("$or", List.of(over, new Document("$and", List.of(mine, endsSoon))));
    return new Document("owner", new Document("$cond", List.of(over, owner, "$owner")))
        .append("until", new Document("$cond", List.of(renewed, afterNow(LEASE), "$until")));
  }

  private static Document afterNow(Duration more) {
    return new Document("$add", List.of("$$NOW", more.toMillis()));
  }

  @Override
  public List<OutboxMessage> peek(int max) {
    try (ClientSession snapshot = client.startSession(SNAPSHOT)) {
      List<Document> waiting = bySequence(snapshot, Filters.empty(), max);
      if (waiting.size() == max) {
        waiting = withOldest(snapshot, waiting, max);
      }
      return waiting.stream().map(MongoOutbox::message).toList();
    }
  }

  /**
   * While more waits than a batch holds, half of it belongs to the keys of the oldest events, which
   * may have high sequences. Both halves hold an event only with all those of its key before it.
   */
  private List<Document> withOldest(ClientSession snapshot, List<Document> first, int max) {
    Set<String> oldest = new LinkedHashSet<>();
    outbox
        .find(snapshot)
        .sort(Sorts.ascending("_id"))
        .limit(OLDEST)
        .projection(Projections.include("key"))
        .maxTime(LOOK_SECONDS, TimeUnit.SECONDS)
        .forEach(document -> oldest.add(document.getString("key")));
    Map<ObjectId, Document> batch = new LinkedHashMap<>();
    for (Document each : bySequence(snapshot, Filters.in("key", oldest), max / 2)) {
      batch.put(each.getObjectId("_id"), each);
    }
    for (Document each : first) {
      if (batch.size() < max) {
        batch.put(each.getObjectId("_id"), each);
      }
    }
    return batch.values().stream()
        .sorted(
            Comparator.comparing((Document each) -> each.getLong("sequence"))
                .thenComparing(each -> each.getObjectId("_id")))
        .toList();
  }

  private List<Document> bySequence(ClientSession snapshot, Bson which, int max) {
    return outbox
        .find(snapshot, which)
        .sort(Sorts.ascending("sequence", "_id"))
        .limit(max)
        .maxTime(LOOK_SECONDS, TimeUnit.SECONDS)
        .into(new ArrayList<>());
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
    leases.deleteOne(Filters.and(Filters.eq("_id", RELAY), Filters.eq("owner", owner)));
  }
}
