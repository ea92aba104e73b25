package io.orchestratex.gateway.console.live;

import io.micronaut.configuration.kafka.ConsumerAware;
import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.event.PoisonEventException;
import io.orchestratex.kit.event.ReceivedEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what happens from now on; each process hears all of it. While it has no partitions, because
 * the process or Kafka has just started, pages are told that they hear nothing.
 */
@KafkaListener(
    groupId = "${KAFKA_USER:services}.console",
    uniqueGroupId = true,
    offsetReset = OffsetReset.LATEST,
    offsetStrategy = OffsetStrategy.DISABLED)
final class LiveListener implements ConsumerRebalanceListener, ConsumerAware<byte[], byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(LiveListener.class);
  private static final Duration SETTLES_WITHIN = Duration.ofSeconds(5);

  private final LiveEvents events;
  private final RecentEvents recent;
  private final EventCodec codec;

  /** Where it goes on when it gets a partition again; Kafka keeps no place of this group. */
  private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

  private @Nullable Consumer<byte[], byte[]> consumer;

  LiveListener(LiveEvents events, RecentEvents recent, EventCodec codec) {
    this.events = events;
    this.recent = recent;
    this.codec = codec;
  }

  @Override
  public void setKafkaConsumer(Consumer<byte[], byte[]> kafkaConsumer) {
    consumer = kafkaConsumer;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    Consumer<byte[], byte[]> asking = consumer;
    if (asking == null || partitions.isEmpty()) {
      return;
    }
    for (TopicPartition partition : partitions) {
      Long place = next.get(partition);
      if (place != null) {
        asking.seek(partition, place);
      }
      settle(asking, partition);
    }
    events.assigned(true);
  }

  /** Finds out where it begins now, so that what comes from here on is heard. */
  private static void settle(Consumer<byte[], byte[]> asking, TopicPartition partition) {
    try {
      asking.position(partition, SETTLES_WITHIN);
    } catch (KafkaException e) {
      LOG.atWarn()
          .addKeyValue("partition", partition)
          .setCause(e)
          .log("Kafka does not say where the live events begin; they begin a little later");
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    events.assigned(false);
  }

  @Topic({
    Topics.SESSION,
    Topics.AGENT,
    Topics.BACKUP,
    Topics.RESTORE,
    Topics.ALERT,
    Topics.CASE,
    Topics.MAINTENANCE
  })
  void receive(ConsumerRecord<byte[], byte[]> record) {
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
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
