package io.orchestratex.gateway.console.service.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An agent, as session-service shows it. */
public record Agent(
    String id,
    String ownerId,
    String name,
    String role,
    String status,
    List<String> capabilities,
    @Nullable JsonNode metadata,
    Instant createdAt) {

  public Agent {
    capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
  }
}
