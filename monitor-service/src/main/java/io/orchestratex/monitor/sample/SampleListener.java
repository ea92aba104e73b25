package io.orchestratex.monitor.sample;

import io.micronaut.configuration.kafka.annotation.ErrorStrategy;
import io.micronaut.configuration.kafka.annotation.ErrorStrategyValue;
import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.micronaut.context.annotation.Property;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.ReceivedEvent;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.inbox.EventDispatcher;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Keeps what any probe measured. The offset is committed after the store's transaction; a
 * measurement that comes again is known by its target and moment.
 */
@KafkaListener(
    groupId = SampleListener.GROUP,
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

  static final String GROUP = "monitor-service.samples";

  private final EventDispatcher dispatcher;
  private final SampleStore store;
  private final LatestSamples latest;
  private final SampleSettings settings;
  private final InstantSource clock;

  SampleListener(
      EventDispatcher dispatcher,
      SampleStore store,
      LatestSamples latest,
      SampleSettings settings,
      InstantSource clock) {
    this.dispatcher = dispatcher;
    this.store = store;
    this.latest = latest;
    this.settings = settings;
    this.clock = clock;
  }

  @Topic(Topics.METRIC)
  void receive(ConsumerRecord<byte[], byte[]> record) {
    dispatcher.dispatch(GROUP, record, this::keep);
  }

  private void keep(ReceivedEvent event) {
    if (event.data() instanceof Sampled measurement) {
      List<FieldError> errors =
          SampleRules.errors(measurement, clock.instant(), settings.retention());
      if (!errors.isEmpty()) {
        throw FailureException.invalid("sample.refused", errors);
      }
      store.append(measurement);
      latest.put(measurement, settings.stale());
    }
  }
}
