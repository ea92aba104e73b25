package io.orchestratex.kit.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micronaut.configuration.kafka.exceptions.KafkaListenerException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConsumerFaultsTest {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final AtomicInteger rests = new AtomicInteger();
  private final ConsumerFaults faults = new ConsumerFaults(now::get, rests::incrementAndGet);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ConsumerFaults.class);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  @Test
  void restsAtEachPollThatFailsAndTellsTheFaultOnceAMinute() {
    for (int i = 0; i < 3; i++) {
      faults.handle(atPoll(new GroupAuthorizationException("sessions")));
    }
    assertThat(rests).hasValue(3);
    assertThat(lines.list).hasSize(1);

    now.set(now.get().plusSeconds(60));
    faults.handle(atPoll(new GroupAuthorizationException("sessions")));
    faults.handle(atPoll(new SaslAuthenticationException("wrong password")));
    assertThat(lines.list).hasSize(3);
  }

  @Test
  void namesTheRecordWithoutItsContentAndDoesNotRest() {
    faults.handle(
        new KafkaListenerException(
            new IllegalStateException("the store is away"),
            this,
            new MockConsumer<>(OffsetResetStrategy.EARLIEST),
            new ConsumerRecord<>("session.events.v1", 0, 42, "key", "what somebody said")));

    assertThat(rests).hasValue(0);
    assertThat(lines.list)
        .singleElement()
        .satisfies(line -> {
          assertThat(String.valueOf(line.getKeyValuePairs())).contains("session.events.v1", "42");
          assertThat(line.getFormattedMessage() + line.getKeyValuePairs())
              .doesNotContain("what somebody said");
        });
  }

  private KafkaListenerException atPoll(Exception cause) {
    return new KafkaListenerException(
        cause, this, new MockConsumer<>(OffsetResetStrategy.EARLIEST), null);
  }
}
