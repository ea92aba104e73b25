package io.orchestratex.session.agent;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an agent is up to. */
public enum AgentStatus {
  @JsonProperty("active")
  ACTIVE,
  @JsonProperty("idle")
  IDLE,
  @JsonProperty("busy")
  BUSY,
  @JsonProperty("offline")
  OFFLINE
}
