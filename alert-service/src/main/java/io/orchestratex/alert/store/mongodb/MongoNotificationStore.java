package io.orchestratex.alert.store.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.alert.notify.Delivery;
import io.orchestratex.alert.notify.DeliveryStore;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Deliveries in the collection {@code notifications}. */
@Singleton
final class MongoNotificationStore implements DeliveryStore {

  private static final String PENDING = Delivery.Status.PENDING.wire();

  /** No process has it, by the clock of the database. */
  private static final Bson FREE =
      Filters.or(
          Filters.exists("leased_until", false),
          Filters.expr(new Document("$lt", List.of("$leased_until", "$$NOW"))));

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final MongoCollection<Document> notifications;

  MongoNotificationStore(AlertDatabase database) {
    this.notifications = database.notifications();
  }

  @Override
  public Optional<Delivery> claim(String channel, Instant now, Duration lease) {
    Bson due =
        Filters.and(waiting(channel), Filters.lte("next_attempt_at", Fields.date(now)), FREE);
    Document taking =
        new Document(
            "$set",
            new Document("leased_until", new Document("$add", List.of("$$NOW", lease.toMillis())))
                .append("attempts", new Document("$add", List.of("$attempts", 1))));
    FindOneAndUpdateOptions oldest =
        new FindOneAndUpdateOptions()
            .sort(Sorts.ascending("next_attempt_at", "_id"))
            .returnDocument(ReturnDocument.AFTER);
    while (true) {
      Document taken = notifications.findOneAndUpdate(due, List.of(taking), oldest);
      if (taken == null) {
        return Optional.empty();
      }
      Document before = before(taken);
      if (before == null) {
        return Optional.of(NotificationDocuments.delivery(taken));
      }
      putBack(taken, before, now);
    }
  }

  @Override
  public Optional<Instant> nextDue(String channel) {
    return Optional.ofNullable(
            notifications
                .find(Filters.and(waiting(channel), FREE))
                .sort(Sorts.ascending("next_attempt_at"))
                .first())
        .map(next -> Fields.instant(next, "next_attempt_at"));
  }

  private static Bson waiting(String channel) {
    return Filters.and(Filters.eq("channel", channel), Filters.eq("status", PENDING));
  }

  /** An older delivery to the same receiver about the same condition that still waits, or null. */
  private @Nullable Document before(Document taken) {
    Bson older = Filters.lt("starts_at", taken.getDate("starts_at"));
    Bson itsBeginning =
        Filters.and(
            Filters.eq("starts_at", taken.getDate("starts_at")), Filters.eq("tells", "firing"));
    return notifications
        .find(
            Filters.and(
                Filters.eq("channel", taken.getString("channel")),
                sameReceiver(taken),
                Filters.eq("fingerprint", taken.getString("fingerprint")),
                Filters.eq("status", PENDING),
                Filters.ne("_id", taken.getObjectId("_id")),
                taken.getString("tells").equals("firing")
                    ? older
                    : Filters.or(older, itsBeginning)))
        .first();
  }

  private static Bson sameReceiver(Document taken) {
    String receiver = NotificationDocuments.receiver(taken);
    Bson named = Filters.eq("receiver", receiver);
    return receiver.equals(Receiver.DEFAULT)
        ? Filters.or(named, Filters.exists("receiver", false))
        : named;
  }

  private void putBack(Document taken, Document before, Instant now) {
    Instant turn = Fields.instant(before, "next_attempt_at");
    Instant soon = now.plus(LOOK_AGAIN);
    notifications.updateOne(
        Filters.eq("_id", taken.getObjectId("_id")),
        Updates.combine(
            Updates.inc("attempts", -1),
            Updates.unset("leased_until"),
            Updates.set("next_attempt_at", Fields.date(turn.isAfter(soon) ? turn : soon))));
  }

  @Override
  public void complete(Delivery attempted) {
    notifications.updateOne(
        Filters.and(Filters.eq("_id", new ObjectId(attempted.id())), Filters.eq("status", PENDING)),
        Updates.combine(
            Updates.set("status", attempted.status().wire()),
            Updates.set("next_attempt_at", Fields.date(attempted.nextAttemptAt())),
            Updates.set("last_error", attempted.lastError()),
            Updates.set("done_at", Fields.date(attempted.doneAt())),
            Updates.unset("leased_until")));
  }

  @Override
  public Page<Delivery> list(Filter filter, PageRequest page) {
    List<Bson> conditions = new ArrayList<>();
    if (filter.status() != null) {
      conditions.add(Filters.in("status", words(filter.status())));
    }
    if (filter.channel() != null) {
      conditions.add(Filters.eq("channel", filter.channel()));
    }
    if (filter.rule() != null) {
      conditions.add(Filters.eq("rule", filter.rule()));
    }
    if (filter.alertId() != null) {
      conditions.add(Filters.eq("alert_id", filter.alertId()));
    }
    conditions.addAll(Fields.within("created_at", filter.createdAt()));
    Bson wanted = conditions.isEmpty() ? new Document() : Filters.and(conditions);
    List<Delivery> found = new ArrayList<>();
    notifications
        .find(wanted)
        .sort(Sorts.descending("created_at", "_id"))
        .skip(page.offset())
        .limit(page.limit())
        .forEach(document -> found.add(NotificationDocuments.delivery(document)));
    return Page.of(found, page, notifications.countDocuments(wanted));
  }

  private static List<String> words(Delivery.Status status) {
    return status == Delivery.Status.DELIVERED
        ? List.of(status.wire(), Delivery.Status.EARLIER_DELIVERED)
        : List.of(status.wire());
  }
}
