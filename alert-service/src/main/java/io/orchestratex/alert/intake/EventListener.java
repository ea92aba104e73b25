package io.orchestratex.alert.intake;

import io.micronaut.configuration.kafka.annotation.ErrorStrategy;
import io.micronaut.configuration.kafka.annotation.ErrorStrategyValue;
import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.micronaut.context.annotation.Property;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.inbox.EventDispatcher;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads failures and successes of backups and restores. */
@KafkaListener(
    groupId = EventIntake.CONSUMER,
    offsetReset = OffsetReset.EARLIEST,
    offsetStrategy = OffsetStrategy.SYNC_PER_RECORD,
    errorStrategy =
        @ErrorStrategy(
            value = ErrorStrategyValue.RETRY_ON_ERROR,
            retryCount = Integer.MAX_VALUE,
            retryDelay = "1s"),
    properties = {
      @Property(
          name = "key.deserializer",
          value = "org.apache.kafka.common.serialization.ByteArrayDeserializer"),
      @Property(
          name = "value.deserializer",
          value = "org.apache.kafka.common.serialization.ByteArrayDeserializer")
    })
final class EventListener {

  private final EventDispatcher dispatcher;
  private final EventIntake intake;

  EventListener(EventDispatcher dispatcher, EventIntake intake) {
    this.dispatcher = dispatcher;
    this.intake = intake;
  }

  @Topic({Topics.BACKUP, Topics.RESTORE})
  void receive(ConsumerRecord<byte[], byte[]> record) {
    dispatcher.dispatch(EventIntake.CONSUMER, record, intake::accept);
  }
}
