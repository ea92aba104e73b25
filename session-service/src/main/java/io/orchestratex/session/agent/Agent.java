package io.orchestratex.session.agent;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Somebody or something that works on tasks.
 *
 * @param id a UUID
 * @param capabilities what it can do, in words such as {@code code}
 */
public record Agent(
    String id,
    String name,
    String role,
    AgentStatus status,
    List<String> capabilities,
    Map<String, Object> metadata,
    Instant createdAt) {
  public Agent {
    capabilities = List.copyOf(capabilities);
  }
}
