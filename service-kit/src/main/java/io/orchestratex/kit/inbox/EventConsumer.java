package io.orchestratex.kit.inbox;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import io.micronaut.configuration.kafka.annotation.ErrorStrategy;
import io.micronaut.configuration.kafka.annotation.ErrorStrategyValue;
import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.context.annotation.AliasFor;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A Kafka listener that gives its records to the {@link EventDispatcher}: it begins with the oldest
 * record, commits each one after it was applied, and reads it again every second while an engine is
 * down.
 */
@Documented
@Retention(RUNTIME)
@Target(TYPE)
@KafkaListener(
    // How long a poll waits where nothing comes; what comes ends it.
    pollTimeout = "2s",
    offsetReset = OffsetReset.EARLIEST,
    offsetStrategy = OffsetStrategy.SYNC_PER_RECORD,
    errorStrategy =
        @ErrorStrategy(
            value = ErrorStrategyValue.RETRY_ON_ERROR,
            retryCount = Integer.MAX_VALUE,
            retryDelay = "1s"))
public @interface EventConsumer {

  /** The consumer group. */
  @AliasFor(annotation = KafkaListener.class, member = "groupId")
  String value();
}
