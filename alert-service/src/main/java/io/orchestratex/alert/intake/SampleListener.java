package io.orchestratex.alert.intake;

import io.micronaut.configuration.kafka.annotation.Topic;
import io.orchestratex.alert.standby.NoticeTurn;
import io.orchestratex.contracts.MetricEvent;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.inbox.EventConsumer;
import io.orchestratex.kit.inbox.EventDispatcher;
import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what monitor-service measured; the samples of one target come in order. */
@EventConsumer(SampleListener.CONSUMER + "${KAFKA_GROUP_SUFFIX:}")
final class SampleListener implements ConsumerRebalanceListener {

  static final String CONSUMER = "alert-service.samples";

  private final EventDispatcher dispatcher;
  private final SampleIntake intake;
  private final NoticeTurn turn;

  SampleListener(EventDispatcher dispatcher, SampleIntake intake, NoticeTurn turn) {
    this.dispatcher = dispatcher;
    this.intake = intake;
    this.turn = turn;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    turn.given(partitions);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    turn.taken(partitions);
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
