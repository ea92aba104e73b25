package io.orchestratex.bench.report;

import java.util.Arrays;
import java.util.Collection;

/** Sums up measured values. */
public final class Figures {

  private Figures() {}

  /** The middle value, or the mean of the two in the middle. NaN for no values. */
  public static double median(Collection<Double> values) {
    double[] sorted = sorted(values);
    int count = sorted.length;
    if (count == 0) {
      return Double.NaN;
    }
    return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
  }

  /**
   * The smallest value that at least the part {@code quantile} of all values does not exceed
   * (nearest rank). NaN for no values.
   *
   * @param quantile above 0, at most 1
   */
  public static double quantile(Collection<Double> values, double quantile) {
    double[] sorted = sorted(values);
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(quantile * sorted.length);
    return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
  }

  /** The largest value divided by the smallest; NaN for no values. */
  public static double spread(Collection<Double> values) {
    double[] sorted = sorted(values);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length - 1] / sorted[0];
  }

  private static double[] sorted(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }
}
