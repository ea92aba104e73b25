package io.orchestratex.contracts;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.Map;

/**
 * What becomes of the targets that people add while the services run; topic {@code
 * target.events.v1}, keyed by target id. Targets of the settings have no events. {@code purpose} is
 * {@code backup} (backup-service backs it up) or {@code watch} (monitor-service measures it); a
 * target of both has events of both. No event holds an account or a password.
 */
public sealed interface TargetEvent extends DomainEvent {

  /** The target it is about. */
  String target();

  @Override
  default String key() {
    return target();
  }

  /** A person added a target. {@code address} is where it is, without account and options. */
  @JsonTypeName("target.added")
  record Added(
      String target,
      String purpose,
      String engine,
      String address,
      Map<String, String> labels,
      String addedBy,
      Instant addedAt)
      implements TargetEvent {
    public Added {
      labels = Map.copyOf(labels);
    }
  }

  /** A person changed where a target is, how to sign in there, or its labels. */
  @JsonTypeName("target.changed")
  record Changed(
      String target,
      String purpose,
      String engine,
      String address,
      Map<String, String> labels,
      String changedBy,
      Instant changedAt)
      implements TargetEvent {
    public Changed {
      labels = Map.copyOf(labels);
    }
  }

  /** A person removed a target; what was backed up or measured of it stays. */
  @JsonTypeName("target.removed")
  record Removed(String target, String purpose, String removedBy, Instant removedAt)
      implements TargetEvent {}
}
