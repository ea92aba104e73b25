package io.orchestratex.session.conversation;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where an answer stands. {@code PENDING} leads to each of the others, which are final. */
public enum ResponseStatus {
  @JsonProperty("pending")
  PENDING,
  @JsonProperty("completed")
  COMPLETED,
  @JsonProperty("failed")
  FAILED,
  @JsonProperty("cancelled")
  CANCELLED
}
