package io.orchestratex.monitor.probe;

import java.util.OptionalDouble;

/**
 * The mean of what happened since the last reading, from a counter of amounts and one of events,
 * for example seconds and statements. Not thread-safe.
 */
public final class MeanWindow {

  private boolean begun;
  private double amount;
  private double events;

  /** The mean, or empty when nothing happened or a counter fell. */
  public OptionalDouble mean(double newAmount, double newEvents) {
    double amounts = newAmount - amount;
    double count = newEvents - events;
    boolean usable = begun && amounts >= 0 && count > 0;
    begun = true;
    amount = newAmount;
    events = newEvents;
    return usable ? OptionalDouble.of(amounts / count) : OptionalDouble.empty();
  }
}
