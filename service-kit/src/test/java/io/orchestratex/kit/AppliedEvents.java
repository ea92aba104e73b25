package io.orchestratex.kit;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import io.micronaut.configuration.kafka.annotation.ErrorStrategy;
import io.micronaut.configuration.kafka.annotation.ErrorStrategyValue;
import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.ReceivedEvent;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.inbox.EventDispatcher;
import io.orchestratex.kit.inbox.MongoInbox;
import io.orchestratex.kit.mongodb.CollectionSpec;
import io.orchestratex.kit.mongodb.MongoSchema;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Applies events as a service does: in a transaction, with the inbox. */
@KafkaListener(
    groupId = "${test.group}",
    offsetReset = OffsetReset.LATEST,
    offsetStrategy = OffsetStrategy.SYNC_PER_RECORD,
    errorStrategy =
        @ErrorStrategy(
            value = ErrorStrategyValue.RETRY_ON_ERROR,
            retryCount = Integer.MAX_VALUE,
            retryDelay = "200ms"))
@Requires(property = "spec", value = "events")
@Requires(property = "micronaut.application.name", value = "kit-mongo")
class AppliedEvents {

  private final EventDispatcher dispatcher;
  private final MongoInbox inbox;
  private final MongoClient client;
  private final List<ReceivedEvent> events = new CopyOnWriteArrayList<>();
  final AtomicInteger refuse = new AtomicInteger();
  volatile String refused = "";

  AppliedEvents(EventDispatcher dispatcher, MongoInbox inbox, MongoClient client) {
    this.dispatcher = dispatcher;
    this.inbox = inbox;
    this.client = client;
  }

  @Topic(Topics.SESSION)
  void receive(ConsumerRecord<byte[], byte[]> record) {
    dispatcher.dispatch("kit-test", record, this::apply);
  }

  private void apply(ReceivedEvent event) {
    if (event.key().equals(refused) && refuse.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw FailureException.unavailable("test.down", "an engine is down", null);
    }
    try (ClientSession session = client.startSession()) {
      boolean first =
          session.withTransaction(() -> inbox.firstTime(session, "kit-test", event.id()));
      if (first) {
        events.add(event);
      }
    }
  }

  List<ReceivedEvent> events(String key) {
    return events.stream().filter(event -> event.key().equals(key)).toList();
  }

  List<Long> sequences(String key) {
    return events(key).stream().map(ReceivedEvent::sequence).toList();
  }

  /** What a service declares that reads events. */
  @Singleton
  @Requires(property = "micronaut.application.name", value = "kit-mongo")
  static class Schema implements MongoSchema {
    @Override
    public List<CollectionSpec> collections() {
      return List.of(MongoInbox.COLLECTION);
    }
  }
}
