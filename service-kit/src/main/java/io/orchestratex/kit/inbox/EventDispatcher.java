package io.orchestratex.kit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.event.PoisonEventException;
import io.orchestratex.kit.event.ReceivedEvent;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.StoreFaults;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a Kafka listener and what it does with an event. A handler applies the event and
 * notes it in the inbox in one transaction.
 *
 * <ul>
 *   <li>An event of a type that this build does not know is skipped.
 *   <li>An unreadable event, or one whose handler fails three times with a fault of its own, is
 *       parked with its reason.
 *   <li>{@link Failure.Unavailable} or {@link Failure.Busy} leaves as an exception: the listener's
 *       error strategy reads the record again until it works, so an engine that is down delays
 *       events and loses none.
 * </ul>
 */
@Singleton
@Requires(beans = ParkedEventStore.class)
public final class EventDispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);
  private static final int TRIES = 3;

  private final EventCodec codec;
  private final ParkedEventStore parking;
  private final List<StoreFaults> faults;
  private final InstantSource clock;
  private final MeterRegistry metrics;

  EventDispatcher(
      EventCodec codec,
      ParkedEventStore parking,
      List<StoreFaults> faults,
      InstantSource clock,
      MeterRegistry metrics) {
    this.codec = codec;
    this.parking = parking;
    this.faults = List.copyOf(faults);
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Reads {@code record} and gives its event to {@code handler}, on the calling thread. */
  public void dispatch(
      String consumer, ConsumerRecord<byte[], byte[]> record, Consumer<ReceivedEvent> handler) {
    ReceivedEvent event;
    try {
      event = codec.decode(record);
    } catch (PoisonEventException e) {
      park(consumer, record, e);
      return;
    }
    if (event.data() == null) {
      return;
    }
    TraceContext.continued(event.traceParent()).run(() -> apply(consumer, record, event, handler));
  }

  private void apply(
      String consumer,
      ConsumerRecord<byte[], byte[]> record,
      ReceivedEvent event,
      Consumer<ReceivedEvent> handler) {
    for (int attempt = 1; ; attempt++) {
      try {
        handler.accept(event);
        return;
      } catch (RuntimeException e) {
        Failure failure = failureOf(e);
        if (failure instanceof Failure.Unavailable || failure instanceof Failure.Busy) {
          throw e;
        }
        boolean isRefused = e instanceof FailureException && !(failure instanceof Failure.Internal);
        if (isRefused || attempt == TRIES) {
          park(consumer, record, e);
          return;
        }
      }
    }
  }

  /** What the handler refused the event with, or what the fault of an engine means. */
  private @Nullable Failure failureOf(RuntimeException fault) {
    if (fault instanceof FailureException failure) {
      return failure.failure();
    }
    for (StoreFaults each : faults) {
      FailureException translated = each.translate(fault);
      if (translated != null) {
        return translated.failure();
      }
    }
    return null;
  }

  private void park(String consumer, ConsumerRecord<byte[], byte[]> record, Exception reason) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), header.value() == null ? "" : new String(header.value(), UTF_8));
    }
    parking.park(
        new ParkedEvent(
            UUID.randomUUID().toString(),
            consumer,
            record.topic(),
            record.partition(),
            record.offset(),
            record.key(),
            headers,
            record.value(),
            Objects.requireNonNullElse(reason.getMessage(), reason.getClass().getSimpleName()),
            clock.instant(),
            null));
    Counter.builder("orchestratex.inbox.parked")
        .description("Events that could not be applied")
        .tag("consumer", consumer)
        .register(metrics)
        .increment();
    LOG.atError()
        .addKeyValue("consumer", consumer)
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .setCause(reason)
        .log("event parked: a person must look at it and replay it");
  }
}
