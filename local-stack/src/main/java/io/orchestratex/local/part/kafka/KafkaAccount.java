package io.orchestratex.local.part.kafka;

import io.orchestratex.local.part.Need;

/**
 * The service's account at the broker, given as {@code KAFKA_BOOTSTRAP_SERVERS}, {@code KAFKA_USER}
 * and {@code KAFKA_PASSWORD}. Which topics it reads and writes stands in the contracts.
 *
 * @param variable takes the same as one address, for a service that watches the broker; empty for
 *     the others
 */
public record KafkaAccount(String variable) implements Need {

  /** Of a service that does not watch the broker. */
  public KafkaAccount() {
    this("");
  }

  @Override
  public String engine() {
    return KafkaPart.NAME;
  }
}
