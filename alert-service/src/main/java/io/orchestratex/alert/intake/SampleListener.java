package io.orchestratex.alert.intake;

import io.micronaut.configuration.kafka.annotation.ErrorStrategy;
import io.micronaut.configuration.kafka.annotation.ErrorStrategyValue;
import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.micronaut.context.annotation.Property;
import io.orchestratex.contracts.MetricEvent;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.inbox.EventDispatcher;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what monitor-service measured; the samples of one target come in order. */
@KafkaListener(
    groupId = SampleListener.CONSUMER,
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
final class SampleListener {

  static final String CONSUMER = "alert-service.samples";

  private final EventDispatcher dispatcher;
  private final SampleIntake intake;

  SampleListener(EventDispatcher dispatcher, SampleIntake intake) {
    this.dispatcher = dispatcher;
    this.intake = intake;
  }

  @Topic(Topics.METRIC)
  void receive(ConsumerRecord<byte[], byte[]> record) {
    dispatcher.dispatch(
        CONSUMER,
        record,
        event -> {
          if (event.data() instanceof MetricEvent.Sampled sampled) {
            intake.accept(sampled);
          }
        });
  }
}
