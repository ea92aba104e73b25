package io.orchestratex.alert.lifecycle;

import java.time.Instant;
import java.util.Map;

/**
 * A rule says that its condition holds.
 *
 * @param startsAt when it began to hold, in the time of the measurement or event
 * @param at when it was seen last, not before {@code startsAt}
 */
public record Firing(
    String rule,
    String source,
    Severity severity,
    String message,
    Map<String, String> labels,
    Map<String, String> annotations,
    Instant startsAt,
    Instant at) {

  public Firing {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  public String fingerprint() {
    return Fingerprint.of(labels);
  }
}
