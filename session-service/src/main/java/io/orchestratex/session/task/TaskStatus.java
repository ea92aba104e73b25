package io.orchestratex.session.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a task has come. */
public enum TaskStatus {
  @JsonProperty("pending")
  PENDING,
  @JsonProperty("running")
  RUNNING,
  @JsonProperty("completed")
  COMPLETED,
  @JsonProperty("failed")
  FAILED
}
