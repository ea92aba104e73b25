package io.orchestratex.kit.inbox;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Parked events in the collection {@code parked_events}. */
@Singleton
@Requires(property = "mongodb.uri")
@Requires(classes = MongoClient.class)
final class MongoParkedEventStore implements ParkedEventStore {

  private final Mongo mongo;
  private final MongoCollection<Document> parked;

  MongoParkedEventStore(Mongo mongo) {
    this.mongo = mongo;
    this.parked = mongo.collection("parked_events");
  }

  @Override
  public void park(ParkedEvent event) {
    Document place =
        new Document("consumer", event.consumer())
            .append("topic", event.topic())
            .append("partition", event.partition())
            .append("offset", event.offset());
    Document whole =
        new Document("_id", event.id())
            .append("key", binary(event.key()))
            .append("headers", new Document(Map.copyOf(event.headers())))
            .append("value", binary(event.value()))
            .append("reason", event.reason())
            .append("parked_at", Date.from(event.parkedAt()));
    mongo.call(() ->
        parked.updateOne(
            place, new Document("$setOnInsert", whole), new UpdateOptions().upsert(true)));
  }

  @Override
  public Page<ParkedEvent> list(ParkedEventFilter filter, PageRequest page) {
    Bson matching = matching(filter);
    return mongo.call(() -> {
      List<ParkedEvent> events = new ArrayList<>();
      parked
          .find(matching)
          .sort(Sorts.orderBy(Sorts.descending("parked_at"), Sorts.ascending("_id")))
          .skip(page.offset())
          .limit(page.limit())
          .forEach(document -> events.add(event(document)));
      return Page.of(events, page, parked.countDocuments(matching));
    });
  }

  @Override
  public List<ParkedEvent> oldest(ParkedEventFilter filter, int most) {
    return mongo.call(() -> {
      List<ParkedEvent> events = new ArrayList<>();
      parked
          .find(matching(filter))
          .sort(Sorts.ascending("parked_at", "_id"))
          .limit(most)
          .forEach(document -> events.add(event(document)));
      return events;
    });
  }

  private static Bson matching(ParkedEventFilter filter) {
    List<Bson> all = new ArrayList<>();
    if (filter.topic() != null) {
      all.add(Filters.eq("topic", filter.topic()));
    }
    if (filter.type() != null) {
      all.add(Filters.eq("headers.ce_type", filter.type()));
    }
    if (filter.reason() != null) {
      all.add(Filters.regex("reason", filter.reason().mongoPattern()));
    }
    if (filter.replayed() != null) {
      all.add(
          filter.replayed() ? Filters.ne("replayed_at", null) : Filters.eq("replayed_at", null));
    }
    all.addAll(Fields.within("parked_at", filter.parked()));
    return all.isEmpty() ? Filters.empty() : Filters.and(all);
  }

  @Override
  public Optional<ParkedEvent> find(String id) {
    return mongo.call(() ->
        Optional.ofNullable(parked.find(Filters.eq("_id", id)).first())
            .map(MongoParkedEventStore::event));
  }

  @Override
  public void markReplayed(String id, Instant at) {
    mongo.call(
        () -> parked.updateOne(Filters.eq("_id", id), Updates.set("replayed_at", Date.from(at))));
  }

  private static ParkedEvent event(Document document) {
    return new ParkedEvent(
        document.getString("_id"),
        document.getString("consumer"),
        document.getString("topic"),
        document.getInteger("partition"),
        document.getLong("offset"),
        bytes(document, "key"),
        Fields.texts(document, "headers"),
        bytes(document, "value"),
        document.getString("reason"),
        Fields.instant(document, "parked_at"),
        Fields.instantOrNull(document, "replayed_at"));
  }

  private static @Nullable Binary binary(byte @Nullable [] bytes) {
    return bytes == null ? null : new Binary(bytes);
  }

  private static byte @Nullable [] bytes(Document document, String field) {
    Binary binary = document.get(field, Binary.class);
    return binary == null ? null : binary.getData();
  }
}
