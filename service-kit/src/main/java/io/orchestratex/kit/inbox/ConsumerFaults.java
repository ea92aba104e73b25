package io.orchestratex.kit.inbox;

import io.micronaut.configuration.kafka.exceptions.DefaultKafkaListenerExceptionHandler;
import io.micronaut.configuration.kafka.exceptions.KafkaListenerException;
import io.micronaut.configuration.kafka.exceptions.KafkaListenerExceptionHandler;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a consumer cannot poll, or a record cannot be handled now. Kafka's client
 * refuses each poll at once while a right or a password is missing, and the framework polls again
 * at once: here the consumer rests for a second first, and the same fault is logged once a minute.
 * A record is named by its place; its content stays out of the log.
 */
@Singleton
@Replaces(DefaultKafkaListenerExceptionHandler.class)
final class ConsumerFaults implements KafkaListenerExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ConsumerFaults.class);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Runnable rest;
  private final ConcurrentMap<String, Instant> logged = new ConcurrentHashMap<>();

  @Inject
  ConsumerFaults(InstantSource clock) {
    this(clock, () -> LockSupport.parkNanos(REST.toNanos()));
  }

  ConsumerFaults(InstantSource clock, Runnable rest) {
    this.clock = clock;
    this.rest = rest;
  }

  @Override
  public void handle(KafkaListenerException exception) {
    String consumer = exception.getKafkaListener().getClass().getSimpleName();
    Throwable cause = exception.getCause() == null ? exception : exception.getCause();
    ConsumerRecord<?, ?> record = exception.getConsumerRecord().orElse(null);
    if (isNew(consumer + " " + cause.getClass().getName())) {
      var line = LOG.atError().addKeyValue("consumer", consumer).setCause(cause);
      if (record == null) {
        line.log("Kafka cannot be read; tried again each second");
      } else {
        line.addKeyValue("topic", record.topic())
            .addKeyValue("partition", record.partition())
            .addKeyValue("offset", record.offset())
            .log("an event could not be handled");
      }
    }
    if (record == null) {
      rest.run();
    }
  }

  private boolean isNew(String fault) {
    Instant now = clock.instant();
    boolean[] isNew = {false};
    logged.compute(
        fault,
        (_, before) -> {
          isNew[0] = before == null || !now.isBefore(before.plus(QUIET));
          return isNew[0] ? now : before;
        });
    return isNew[0];
  }
}
