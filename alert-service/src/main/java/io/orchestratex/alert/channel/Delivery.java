package io.orchestratex.alert.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one attempt to tell a notice. */
public sealed interface Delivery {

  /** The receiver has it. */
  record Told() implements Delivery {}

  /**
   * It did not work, and may later.
   *
   * @param after the receiver asked to wait this long; null when it did not say
   */
  record Later(String reason, @Nullable Duration after) implements Delivery {}

  /** No repetition will make the receiver take it. */
  record Never(String reason) implements Delivery {}
}
