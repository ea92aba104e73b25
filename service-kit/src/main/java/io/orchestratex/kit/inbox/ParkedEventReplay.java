package io.orchestratex.kit.inbox;

import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Sends parked events to their topics again, each with its own id. Thread-safe. */
@Singleton
@Requires(beans = ParkedEventStore.class)
final class ParkedEventReplay {

  private final ParkedEventStore parking;
  private final Producer<byte[], byte[]> producer;
  private final InstantSource clock;

  ParkedEventReplay(
      ParkedEventStore parking,
      @KafkaClient(
              id = "replay",
              acks = KafkaClient.Acknowledge.ALL,
              properties = {
                @Property(name = "max.block.ms", value = "5000"),
                @Property(name = "delivery.timeout.ms", value = "10000"),
                @Property(name = "request.timeout.ms", value = "5000")
              })
          Producer<byte[], byte[]> producer,
      InstantSource clock) {
    this.parking = parking;
    this.producer = producer;
    this.clock = clock;
  }

  /**
   * What became of an event.
   *
   * @param replayedAt null when Kafka did not take it
   */
  record Sent(ParkedEvent event, @Nullable Instant replayedAt) {}

  /**
   * Sends one event and notes that it was sent.
   *
   * @throws FailureException Unavailable when Kafka does not take it; it stays parked
   */
  Instant send(ParkedEvent event) {
    try {
      producer
          .send(EventCodec.record(event.topic(), event.key(), event.value(), event.headers()))
          .get(15, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw FailureException.unavailable(
          "parked-event.kafka-unavailable",
          "Kafka did not take the event; it stays parked. Try again later.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FailureException.unavailable("parked-event.interrupted", "The service is stopping.", e);
    }
    Instant now = clock.instant();
    parking.markReplayed(event.id(), now);
    return now;
  }

  /**
   * Sends events in their order until Kafka does not take one: whoever asks should not wait for
   * each of the others, too.
   *
   * @throws FailureException Unavailable when not even the first was taken
   */
  List<Sent> sendAll(List<ParkedEvent> events) {
    List<Sent> sent = new ArrayList<>();
    boolean taken = true;
    for (ParkedEvent event : events) {
      Instant at = null;
      if (taken) {
        try {
          at = send(event);
        } catch (FailureException e) {
          if (sent.isEmpty()) {
            throw e;
          }
          taken = false;
        }
      }
      sent.add(new Sent(event, at));
    }
    return sent;
  }
}
