package io.orchestratex.contracts;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;

/** What agents are up to; topic {@code agent.events.v1}, keyed by agent id. */
public sealed interface AgentEvent extends DomainEvent {

  String agentId();

  @Override
  default String key() {
    return agentId();
  }

  /** An agent changed its status: active, idle, busy or offline. */
  @JsonTypeName("agent.status-changed")
  record StatusChanged(String agentId, String from, String to, String changedBy, Instant changedAt)
      implements AgentEvent {}
}
