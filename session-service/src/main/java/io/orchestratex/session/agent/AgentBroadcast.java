package io.orchestratex.session.agent;

import io.orchestratex.contracts.AgentEvent;

/** Sends news of agents to the present listeners; a listener that must not miss any reads Kafka. */
public interface AgentBroadcast {

  /** Called after the commit; returns at once, and does not throw when it cannot be sent. */
  void send(AgentEvent.StatusChanged change);
}
