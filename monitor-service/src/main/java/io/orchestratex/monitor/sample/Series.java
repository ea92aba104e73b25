package io.orchestratex.monitor.sample;

import java.time.Instant;
import java.util.Map;

/**
 * One line of measurements: a name and labels of one target.
 *
 * @param id number of the series in this installation's store
 * @param target id of the target
 * @param name name of the metric
 * @param labels its labels
 * @param firstSeen when it was measured first
 */
public record Series(
    long id, String target, String name, Map<String, String> labels, Instant firstSeen) {
  public Series {
    labels = Map.copyOf(labels);
  }
}
