package io.orchestratex.monitor.sample;

import java.util.ArrayList;
import java.util.List;

/** Folds the points of one series into steps, in whatever order they come. */
final class StepFold {

  private final long from;
  private final long stepMillis;
  private final Aggregation aggregation;
  private final double[] values;
  private final int[] counts;
  private final long[] lastAt;

  StepFold(RangeQuery query) {
    from = query.from().toEpochMilli();
    stepMillis = query.stepMillis();
    aggregation = query.aggregation();
    values = new double[query.steps()];
    counts = new int[query.steps()];
    lastAt = aggregation == Aggregation.LAST ? new long[query.steps()] : new long[0];
  }

  void add(long at, double value) {
    int step = Math.toIntExact((at - from) / stepMillis);
    if (counts[step]++ == 0) {
      values[step] = value;
      if (aggregation == Aggregation.LAST) {
        lastAt[step] = at;
      }
      return;
    }
    switch (aggregation) {
      case AVG -> values[step] += value;
      case MIN -> values[step] = Math.min(values[step], value);
      case MAX -> values[step] = Math.max(values[step], value);
      case LAST -> {
        if (at >= lastAt[step]) {
          lastAt[step] = at;
          values[step] = value;
        }
      }
    }
  }

  /** {@code [epoch milliseconds of the step's begin, value]} for each step that has one. */
  List<List<Number>> points() {
    List<List<Number>> points = new ArrayList<>();
    for (int step = 0; step < values.length; step++) {
      if (counts[step] > 0) {
        double value = aggregation == Aggregation.AVG ? values[step] / counts[step] : values[step];
        points.add(List.of(from + step * stepMillis, value));
      }
    }
    return points;
  }
}
