package io.orchestratex.monitor.sample;

import java.time.Instant;

/**
 * A window of time cut into steps. Steps begin at multiples of their length since the epoch, so two
 * queries of one step fall on the same points.
 *
 * @param from first moment of the first step
 * @param to end, exclusive, of the last step
 */
record RangeQuery(
    SeriesSelector selector, Instant from, Instant to, long stepMillis, Aggregation aggregation) {

  int steps() {
    return Math.toIntExact(Math.ceilDiv(to.toEpochMilli() - from.toEpochMilli(), stepMillis));
  }
}
