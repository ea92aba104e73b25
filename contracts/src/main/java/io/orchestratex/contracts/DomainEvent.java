package io.orchestratex.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A fact that one service publishes to the others. Its wire name is the {@code @JsonTypeName} of
 * the record (CloudEvents {@code type}), its JSON fields are the record's components in snake_case.
 *
 * <p>Every component is written, also when it is null or empty, whatever the writer's mapper leaves
 * out elsewhere; an {@code Instant} is an RFC 3339 text in UTC, a {@code BigDecimal} a number with
 * all its digits. {@code contracts/<topic>/<type>.schema.json} on the class path is the JSON Schema
 * of each event. A component may be added only if it is {@code @Nullable} and its schema does not
 * require it; any other change is a new topic.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public sealed interface DomainEvent
    permits SessionEvent,
        AgentEvent,
        BackupEvent,
        RestoreEvent,
        MetricEvent,
        AlertEvent,
        CaseEvent,
        TargetEvent,
        MaintenanceEvent,
        IdentityEvent {

  /**
   * The id of the thing the event is about: Kafka key, CloudEvents {@code subject} and {@code
   * partitionkey}.
   */
  String key();
}
