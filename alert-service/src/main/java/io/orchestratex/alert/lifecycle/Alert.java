package io.orchestratex.alert.lifecycle;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One ongoing or past condition that is worth a person's attention; how it changes is in {@link
 * AlertRules}.
 *
 * @param rule id of the rule that raised it
 * @param source what it is about: the id of a target, or a service
 * @param labels what identifies the condition; {@link Fingerprint} is computed over them
 * @param annotations what helps a person and identifies nothing
 * @param startsAt when the condition began to hold, in the time of the measurement
 * @param count how often the condition was seen while the alert was open, from 1
 * @param version grows by one with each change that is published
 */
public record Alert(
    String id,
    String rule,
    String source,
    Severity severity,
    String message,
    Map<String, String> labels,
    Map<String, String> annotations,
    String fingerprint,
    Instant startsAt,
    Instant lastSeenAt,
    long count,
    @Nullable String caseId,
    @Nullable Acknowledgement acknowledgement,
    @Nullable Resolution resolution,
    long version) {

  public Alert {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /** Who took notice, and when. */
  public record Acknowledgement(String by, Instant at) {}

  /**
   * How it ended.
   *
   * @param by null when the condition ended by itself
   */
  public record Resolution(String text, @Nullable String by, Instant at) {}

  public boolean resolved() {
    return resolution != null;
  }

  /** The same alert with other annotations. */
  public Alert annotated(Map<String, String> others) {
    return new Alert(
        id,
        rule,
        source,
        severity,
        message,
        labels,
        others,
        fingerprint,
        startsAt,
        lastSeenAt,
        count,
        caseId,
        acknowledgement,
        resolution,
        version);
  }

  /** The same alert, worked on in a case. */
  public Alert inCase(String newCaseId) {
    return new Alert(
        id,
        rule,
        source,
        severity,
        message,
        labels,
        annotations,
        fingerprint,
        startsAt,
        lastSeenAt,
        count,
        newCaseId,
        acknowledgement,
        resolution,
        version);
  }
}
