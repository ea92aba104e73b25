package io.orchestratex.gateway.console.service.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A task, as session-service shows it. */
public record Task(
    String id,
    String ownerId,
    @Nullable String agentId,
    String type,
    String description,
    String status,
    int priority,
    @Nullable JsonNode payload,
    Instant createdAt) {

  public Task {
    description = Objects.requireNonNullElse(description, "");
  }
}
