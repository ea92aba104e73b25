package io.orchestratex.gateway.console.live;

import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.event.PoisonEventException;
import io.orchestratex.kit.event.ReceivedEvent;
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
  private final RecentEvents recent;
  private final EventCodec codec;

  LiveListener(LiveEvents events, RecentEvents recent, EventCodec codec) {
    this.events = events;
    this.recent = recent;
    this.codec = codec;
  }

  @Topic({Topics.SESSION, Topics.AGENT, Topics.BACKUP, Topics.RESTORE, Topics.ALERT, Topics.CASE})
  void receive(ConsumerRecord<byte[], byte[]> record) {
    try {
      ReceivedEvent event = codec.decode(record);
      recent.add(event, record.value());
      // After it can be found: upon the news, pages ask for it.
      events.add(event);
    } catch (PoisonEventException e) {
      // Who applies these events parks it; a page only misses a hint.
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("reason", e.getMessage())
          .log("a record cannot be read and is not shown live");
    }
  }
}
