package io.orchestratex.monitor.sample;

/** How the samples of one step become one value. */
enum Aggregation {
  AVG,
  MIN,
  MAX,
  LAST
}
