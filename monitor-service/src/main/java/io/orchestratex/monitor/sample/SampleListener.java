package io.orchestratex.monitor.sample;

import io.micronaut.configuration.kafka.annotation.Topic;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.ReceivedEvent;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.inbox.EventConsumer;
import io.orchestratex.kit.inbox.EventDispatcher;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Stores what any probe measured. The offset is committed after the store's transaction; a
 * measurement that arrives again is recognised by its target and time.
 */
@EventConsumer(SampleListener.GROUP + "${KAFKA_GROUP_SUFFIX:}")
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
