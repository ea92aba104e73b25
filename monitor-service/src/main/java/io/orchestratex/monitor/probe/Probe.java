package io.orchestratex.monitor.probe;

import io.orchestratex.monitor.target.Target;
import java.time.Duration;

/**
 * Measures one kind of target. A probe is a singleton in a package of its own below this one and is
 * found by injection; what it keeps about one target (a connection, the counters of last time)
 * lives in a {@link Session}.
 */
public interface Probe {

  /** The kind of target it measures, for example {@link Target#MONGODB}. */
  String kind();

  /**
   * Begins to watch a target. Connects to nothing yet and does not fail: a target whose address
   * cannot be read fails in each measurement.
   */
  Session open(Target target);

  /** Watches one target; used by one thread at a time. */
  interface Session extends AutoCloseable {

    /**
     * Measures once. Reads only, with the least right that shows the numbers; heals itself after a
     * failure.
     *
     * @param deadline the target's whole time; a measurement that takes longer is interrupted and
     *     counts as {@link Reason#TIMEOUT}, so an implementation gives its calls less than this
     * @return samples in base units without a label {@code target}, or why there are none; never
     *     throws for what the target did
     */
    Measurement measure(Duration deadline);

    @Override
    void close();
  }
}
