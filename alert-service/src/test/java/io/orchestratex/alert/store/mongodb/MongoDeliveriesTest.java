package io.orchestratex.alert.store.mongodb;

import static io.orchestratex.alert.store.mongodb.StoredAlerts.T0;
import static io.orchestratex.alert.store.mongodb.StoredAlerts.firing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.channel.AlertMessage;
import io.orchestratex.alert.channel.DeliveryResult;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.notify.Delivery;
import io.orchestratex.alert.notify.DeliveryRules;
import io.orchestratex.alert.notify.DeliveryStore;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TimeRange;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Deliveries in the database: who may make an attempt, and in which order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MongoDeliveriesTest {

  private static final Duration LEASE = Duration.ofSeconds(20);

  private RunningService service;
  private MongoDatabase database;

  @BeforeAll
  void start() {
    service = RunningService.shared();
    database = service.bean(Mongo.class).database();
  }

  @Test
  void aDeliveryIsClaimedByOneAndAgainWhenItsLeaseEnds() {
    DeliveryStore store = service.bean(DeliveryStore.class);
    Alert alert = store(firing("claim-" + UUID.randomUUID()));
    String channel = "test" + UUID.randomUUID();
    add(alert, channel);

    var claimed = store.claim(channel, T0, LEASE).orElseThrow();
    assertThat(claimed.attempts()).isEqualTo(1);
    // Whatever the clock of a process says, the database's decides.
    assertThat(store.claim(channel, T0.plusSeconds(3_600), LEASE)).isEmpty();
    assertThat(store.nextDue(channel)).isEmpty();
    Date serverTime = database.runCommand(new Document("hello", 1)).getDate("localTime");
    database
        .getCollection("notifications")
        .updateOne(
            Filters.eq("channel", channel),
            Updates.set("leased_until", new Date(serverTime.getTime() - 1)));
    assertThat(store.nextDue(channel)).hasValue(T0);
    assertThat(store.claim(channel, T0, LEASE))
        .hasValueSatisfying(again -> assertThat(again.attempts()).isEqualTo(2));
  }

  @Test
  void anEndWaitsForItsBeginning() {
    DeliveryStore store = service.bean(DeliveryStore.class);
    Alert alert = store(firing("order-" + UUID.randomUUID()));
    String channel = "test" + UUID.randomUUID();
    add(alert, channel);
    add(AlertRules.resolve(alert, "over", null, T0).next(), channel);

    var first = store.claim(channel, T0, LEASE).orElseThrow();
    assertThat(first.message().state()).isEqualTo(AlertMessage.State.FIRING);
    assertThat(store.claim(channel, T0.plusSeconds(1), LEASE)).isEmpty();

    store.complete(
        DeliveryRules.after(first, new DeliveryResult.Delivered(), T0.plusSeconds(2), 0));
    assertThat(store.claim(channel, T0.plusSeconds(3), LEASE))
        .hasValueSatisfying(end -> {
          assertThat(end.message().state()).isEqualTo(AlertMessage.State.RESOLVED);
          assertThat(end.attempts()).isEqualTo(1);
        });
  }

  @Test
  void theSameMessageIsStoredOnce() {
    Alert alert = store(firing("dup-" + UUID.randomUUID()));
    String channel = "test" + UUID.randomUUID();
    add(alert, channel);

    assertThatThrownBy(() -> add(alert, channel))
        .isInstanceOf(FailureException.class)
        .hasStackTraceContaining("delivered_once");
  }

  @Test
  void deliveriesOfBeforeThereWereReceiversAreReadAndKeepTheirTurn() {
    DeliveryStore store = service.bean(DeliveryStore.class);
    Alert alert = store(firing("old-" + UUID.randomUUID()));
    String channel = "test" + UUID.randomUUID();
    add(alert, channel);
    MongoCollection<Document> notifications = database.getCollection("notifications");
    notifications.updateOne(Filters.eq("channel", channel), Updates.unset("receiver"));
    add(AlertRules.resolve(alert, "over", null, T0).next(), channel);

    var old = store.claim(channel, T0, LEASE).orElseThrow();
    assertThat(old.receiver()).isEqualTo(Receiver.DEFAULT);
    assertThat(old.message().state()).isEqualTo(AlertMessage.State.FIRING);
    assertThat(store.claim(channel, T0.plusSeconds(1), LEASE)).isEmpty();

    store.complete(DeliveryRules.after(old, new DeliveryResult.Delivered(), T0.plusSeconds(2), 0));
    assertThat(notifications.find(Filters.eq("key", old.message().key())).first())
        .containsEntry("status", "delivered");
    assertThat(store.claim(channel, T0.plusSeconds(3), LEASE)).isPresent();
  }

  @Test
  void aDeliveryThatAnEarlierBuildCompletedIsListedAsDelivered() {
    DeliveryStore store = service.bean(DeliveryStore.class);
    Alert alert = store(firing("told-" + UUID.randomUUID()));
    add(alert, "test" + UUID.randomUUID());
    database
        .getCollection("notifications")
        .updateOne(Filters.eq("alert_id", alert.id()), Updates.set("status", "told"));

    assertThat(
            store
                .list(
                    new DeliveryStore.Filter(
                        Delivery.Status.DELIVERED, null, null, null, TimeRange.ALL),
                    new PageRequest(100, 0))
                .items())
        .filteredOn(delivery -> delivery.message().alertId().equals(alert.id()))
        .singleElement()
        .extracting(Delivery::status)
        .isEqualTo(Delivery.Status.DELIVERED);
  }

  @Test
  void receiversOfOneChannelDoNotWaitForEachOther() {
    DeliveryStore store = service.bean(DeliveryStore.class);
    Alert alert = store(firing("two-receivers-" + UUID.randomUUID()));
    String channel = "test" + UUID.randomUUID();
    Receiver one = new Receiver(channel, "one", "");
    Receiver two = new Receiver(channel, "two", "");
    add(alert, one);
    add(alert, two);
    var first = store.claim(channel, T0, LEASE).orElseThrow();
    var second = store.claim(channel, T0, LEASE).orElseThrow();
    assertThat(List.of(first.receiver(), second.receiver())).containsExactly("one", "two");
    store.complete(
        DeliveryRules.after(first, new DeliveryResult.Delivered(), T0.plusSeconds(1), 0));
    Alert resolved = AlertRules.resolve(alert, "over", null, T0).next();

    add(resolved, two);
    assertThat(store.claim(channel, T0.plusSeconds(2), LEASE)).isEmpty();
    add(resolved, one);

    assertThat(store.claim(channel, T0.plusSeconds(3), LEASE))
        .hasValueSatisfying(end -> assertThat(end.receiver()).isEqualTo("one"));
  }

  private void add(Alert alert, String channel) {
    add(alert, new Receiver(channel, Receiver.DEFAULT, ""));
  }

  private void add(Alert alert, Receiver receiver) {
    StoredAlerts.add(service, alert, receiver);
  }

  private Alert store(Firing firing) {
    return StoredAlerts.store(service, firing);
  }
}
