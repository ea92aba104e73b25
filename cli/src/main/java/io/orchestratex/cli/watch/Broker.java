package io.orchestratex.cli.watch;

import io.orchestratex.cli.access.ApiFailure;
import io.orchestratex.cli.output.Terminal;
import java.time.Duration;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/** Whether Kafka answers: a consumer whose broker is away is as silent as one without events. */
final class Broker {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final Duration ASKED_EVERY = Duration.ofSeconds(5);

  private final KafkaConsumer<?, ?> consumer;
  private final String address;
  private final Terminal terminal;
  private long lastAsked = System.nanoTime();
  private boolean away;

  Broker(KafkaConsumer<?, ?> consumer, String address, Terminal terminal) {
    this.consumer = consumer;
    this.address = address;
    this.terminal = terminal;
  }

  /** Throws when it does not answer. */
  void mustAnswer() {
    try {
      consumer.listTopics(ANSWER_WITHIN);
    } catch (KafkaException e) {
      throw ApiFailure.noBroker(address, e);
    }
  }

  /** Asks from time to time, and says when it went away and when it is back. */
  void watch() {
    if (System.nanoTime() - lastAsked < ASKED_EVERY.toNanos()) {
      return;
    }
    boolean answers = answers();
    lastAsked = System.nanoTime();
    if (answers == away) {
      terminal
          .err()
          .println(
              answers
                  ? "Kafka answers again."
                  : "Kafka does not answer at " + address + "; waiting for it.");
    }
    away = !answers;
  }

  private boolean answers() {
    try {
      consumer.listTopics(ANSWER_WITHIN);
      return true;
    } catch (KafkaException e) {
      return false;
    }
  }
}
