package io.orchestratex.gateway.maintenance;

import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.MaintenanceEvent;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.event.PoisonEventException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets this process know which services take no changes. Each process reads the whole topic, so
 * that a restart forgets nothing and all agree.
 */
@KafkaListener(
    groupId = "${KAFKA_USER:services}.maintenance",
    uniqueGroupId = true,
    // How long a poll waits where nothing comes; what comes ends it.
    pollTimeout = "2s",
    offsetReset = OffsetReset.EARLIEST,
    offsetStrategy = OffsetStrategy.DISABLED)
final class MaintenanceListener {

  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceListener.class);

  private final Maintenance maintenance;
  private final EventCodec codec;

  MaintenanceListener(Maintenance maintenance, EventCodec codec) {
    this.maintenance = maintenance;
    this.codec = codec;
  }

  @Topic(Topics.MAINTENANCE)
  void receive(ConsumerRecord<byte[], byte[]> record) {
    @Nullable DomainEvent data;
    try {
      data = codec.decode(record).data();
    } catch (PoisonEventException e) {
      // What comes behind it must be heard all the same.
      LOG.error("a record of {} cannot be read and is passed over", Topics.MAINTENANCE, e);
      return;
    }
    if (data instanceof MaintenanceEvent event) {
      switch (event) {
        case MaintenanceEvent.Declared declared -> maintenance.declare(declared);
        case MaintenanceEvent.Ended ended -> maintenance.end(ended.maintenanceId());
      }
    }
  }
}
