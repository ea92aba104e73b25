package io.orchestratex.local.part.counter;

import io.orchestratex.local.part.Need;

/** An account of the service's own, given as {@code COUNTER_URI}. */
public record CounterAccount() implements Need {

  @Override
  public String engine() {
    return CounterPart.NAME;
  }
}
