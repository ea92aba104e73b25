package io.orchestratex.gateway.console.live;

import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.event.PoisonEventException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what happens from now on; each process hears all of it. */
@KafkaListener(
    groupId = "${KAFKA_USER:services}.console",
    uniqueGroupId = true,
    offsetReset = OffsetReset.LATEST,
    offsetStrategy = OffsetStrategy.DISABLED)
final class LiveListener {

  private static final Logger LOG = LoggerFactory.getLogger(LiveListener.class);

  private final LiveEvents events;
  private final EventCodec codec;

  LiveListener(LiveEvents events, EventCodec codec) {
    this.events = events;
    this.codec = codec;
  }

  @Topic({Topics.SESSION, Topics.AGENT, Topics.BACKUP, Topics.RESTORE, Topics.ALERT, Topics.CASE})
  void receive(ConsumerRecord<byte[], byte[]> record) {
    try {
      events.add(codec.decode(record));
    } catch (PoisonEventException e) {
      // Who applies these events parks it; a page only misses a hint.
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("reason", e.getMessage())
          .log("a record cannot be read and is not shown live");
    }
  }
}
