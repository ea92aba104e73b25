package io.orchestratex.monitor.probe;

import java.util.OptionalDouble;

/**
 * The share that one counter has of another since an earlier reading, for example hits of reads. A
 * lifetime share would hide a bad hour behind good months. The window grows until at least {@link
 * #ENOUGH} events fell into it, and starts again when a counter fell or its epoch changed (restart,
 * reset). Not thread-safe.
 */
public final class CounterWindow {

  /** Below this many events a share says nothing. */
  public static final double ENOUGH = 100;

  private boolean begun;
  private double part;
  private double whole;
  private String epoch = "";

  /**
   * Reads both counters.
   *
   * @param epoch changes when the counters start again
   * @return the share, 0 to 1, or empty while the window is too thin
   */
  public OptionalDouble share(double newPart, double newWhole, String newEpoch) {
    boolean reset = !begun || newPart < part || newWhole < whole || !newEpoch.equals(epoch);
    double parts = newPart - part;
    double wholes = newWhole - whole;
    if (!reset && wholes < ENOUGH) {
      return OptionalDouble.empty();
    }
    begun = true;
    part = newPart;
    whole = newWhole;
    epoch = newEpoch;
    return reset ? OptionalDouble.empty() : OptionalDouble.of(Math.clamp(parts / wholes, 0.0, 1.0));
  }
}
