package io.orchestratex.session.task;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work for an agent.
 *
 * @param id a UUID
 * @param agentId who works on it; null while nobody does
 * @param priority 1 to 10, higher first
 */
public record Task(
    String id,
    @Nullable String agentId,
    String type,
    String description,
    TaskStatus status,
    int priority,
    Map<String, Object> payload,
    Instant createdAt) {}
