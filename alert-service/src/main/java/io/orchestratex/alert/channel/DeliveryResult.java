package io.orchestratex.alert.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The result of one attempt to deliver a message. */
public sealed interface DeliveryResult {

  /** The receiver has it. */
  record Delivered() implements DeliveryResult {}

  /**
   * It did not work, and may later.
   *
   * @param after the receiver asked to wait this long; null when it did not say
   */
  record Later(String reason, @Nullable Duration after) implements DeliveryResult {}

  /** The receiver will not take it, however often it is repeated. */
  record Refused(String reason) implements DeliveryResult {}
}
