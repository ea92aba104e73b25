package io.orchestratex.local.part.kafka;

import io.orchestratex.local.part.Need;

/**
 * The service's account at the broker, given as {@code KAFKA_BOOTSTRAP_SERVERS}, {@code KAFKA_USER}
 * and {@code KAFKA_PASSWORD}. Which topics it reads and writes stands in the contracts.
 */
public record KafkaAccount() implements Need {

  @Override
  public String engine() {
    return KafkaPart.NAME;
  }
}
