package io.orchestratex.session.conversation;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a session stands; an ended session takes no more prompts and stays readable. */
public enum SessionStatus {
  @JsonProperty("active")
  ACTIVE,
  @JsonProperty("ended")
  ENDED
}
