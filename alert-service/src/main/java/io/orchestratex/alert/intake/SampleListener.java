package io.orchestratex.alert.intake;

import io.micronaut.configuration.kafka.annotation.Topic;
import io.orchestratex.contracts.MetricEvent;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.inbox.EventConsumer;
import io.orchestratex.kit.inbox.EventDispatcher;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what monitor-service measured; the samples of one target come in order. */
@EventConsumer(SampleListener.CONSUMER + "${KAFKA_GROUP_SUFFIX:}")
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
