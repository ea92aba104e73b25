package io.orchestratex.contracts;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The life of a case, the work a person does about alerts; topic {@code case.events.v1}, keyed by
 * case id.
 */
public sealed interface CaseEvent extends DomainEvent {

  String caseId();

  @Override
  default String key() {
    return caseId();
  }

  /**
   * A case was opened, by a critical alert or by a person; {@code alertId} is the alert that it was
   * opened for, null when there was none.
   */
  @JsonTypeName("case.opened")
  record Opened(
      String caseId, String title, String severity, @Nullable String alertId, Instant openedAt)
      implements CaseEvent {}

  /**
   * A case changed its status: open, in_progress, resolved or closed; {@code changedBy} is a
   * person's name, null when the system changed it.
   */
  @JsonTypeName("case.status-changed")
  record StatusChanged(
      String caseId, String from, String to, @Nullable String changedBy, Instant changedAt)
      implements CaseEvent {}

  /**
   * A case changed without changing its status: people wrote a note, assigned it, gave it another
   * priority or other tags, or linked an alert. What exactly, the case itself tells.
   */
  @JsonTypeName("case.changed")
  record Changed(String caseId, String changedBy, Instant changedAt) implements CaseEvent {}
}
