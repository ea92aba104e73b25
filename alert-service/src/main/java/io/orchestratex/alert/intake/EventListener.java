package io.orchestratex.alert.intake;

import io.micronaut.configuration.kafka.annotation.Topic;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.inbox.EventConsumer;
import io.orchestratex.kit.inbox.EventDispatcher;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads failures and successes of backups and restores. */
@EventConsumer(EventIntake.CONSUMER + "${KAFKA_GROUP_SUFFIX:}")
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
