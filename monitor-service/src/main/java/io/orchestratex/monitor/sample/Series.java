package io.orchestratex.monitor.sample;

import java.time.Instant;
import java.util.Map;

/**
 * One line of measurements: a name and labels of one target.
 *
 * @param id of this installation's store
 */
public record Series(
    long id, String target, String name, Map<String, String> labels, Instant firstSeen) {
  public Series {
    labels = Map.copyOf(labels);
  }
}
