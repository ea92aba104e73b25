package io.orchestratex.monitor.probe;

import io.orchestratex.contracts.MetricEvent.Sample;
import java.util.List;

/** The result of one measurement of a target. */
public sealed interface Measurement {

  /** The target answered. */
  record Taken(List<Sample> samples) implements Measurement {
    public Taken {
      samples = List.copyOf(samples);
    }
  }

  /**
   * The target could not be measured.
   *
   * @param detail one line for people, without a password
   */
  record Failed(Reason reason, String detail) implements Measurement {
    private static final int LONGEST_DETAIL = 300;

    public Failed {
      String line = detail.replaceAll("\\s+", " ").strip();
      detail = line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL - 1) + "…";
    }
  }
}
