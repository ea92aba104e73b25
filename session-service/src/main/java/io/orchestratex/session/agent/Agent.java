package io.orchestratex.session.agent;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A person or a program that works on tasks.
 *
 * @param id a UUID
 * @param ownerId the subject of the token that registered it
 * @param name what people call it
 * @param role what it works as, in a word or two
 * @param status what it is up to
 * @param capabilities what it can do, in words such as {@code code}
 * @param metadata what was kept with it at its registration; empty when that was nothing
 * @param createdAt when it was registered
 */
public record Agent(
    String id,
    String ownerId,
    String name,
    String role,
    AgentStatus status,
    List<String> capabilities,
    Map<String, Object> metadata,
    Instant createdAt) {
  public Agent {
    capabilities = List.copyOf(capabilities);
  }

  /** The same agent in another status. */
  public Agent with(AgentStatus next) {
    return new Agent(id, ownerId, name, role, next, capabilities, metadata, createdAt);
  }
}
