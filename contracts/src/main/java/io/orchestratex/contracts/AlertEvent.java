package io.orchestratex.contracts;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The life of an alert; topic {@code alert.events.v1}, keyed by alert id. */
public sealed interface AlertEvent extends DomainEvent {

  String alertId();

  @Override
  default String key() {
    return alertId();
  }

  /**
   * A condition holds long enough: an alert is stored. Its severity is low, medium, high or
   * critical.
   */
  @JsonTypeName("alert.fired")
  record Fired(
      String alertId,
      String fingerprint,
      String rule,
      String source,
      String severity,
      String message,
      Map<String, String> labels,
      Instant startsAt)
      implements AlertEvent {
    public Fired {
      labels = Map.copyOf(labels);
    }
  }

  /** A person took notice. */
  @JsonTypeName("alert.acknowledged")
  record Acknowledged(String alertId, String acknowledgedBy, Instant acknowledgedAt)
      implements AlertEvent {}

  /**
   * The condition ended, or a person resolved it; {@code resolvedBy} is null when it ended by
   * itself.
   */
  @JsonTypeName("alert.resolved")
  record Resolved(
      String alertId,
      String fingerprint,
      String resolution,
      @Nullable String resolvedBy,
      Instant resolvedAt)
      implements AlertEvent {}
}
