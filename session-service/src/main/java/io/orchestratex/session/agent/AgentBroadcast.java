package io.orchestratex.session.agent;

import io.orchestratex.contracts.AgentEvent;

/** Tells whoever listens right now what happened; whoever must not miss it reads Kafka. */
public interface AgentBroadcast {

  /** Called after the commit; returns at once and never throws because nobody can be told. */
  void send(AgentEvent.StatusChanged change);
}
