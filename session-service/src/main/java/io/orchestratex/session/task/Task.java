package io.orchestratex.session.task;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work for an agent.
 *
 * @param id a UUID
 * @param ownerId the subject of the token that handed it in
 * @param agentId the agent that works on it; null while none does
 * @param type what kind of work it is, in a word or two
 * @param description what is to be done; empty when nothing was said
 * @param status how far it has come
 * @param priority 1 to 10, higher first
 * @param payload what the agent needs for it; empty when that was nothing
 * @param createdAt when it was handed in
 */
public record Task(
    String id,
    String ownerId,
    @Nullable String agentId,
    String type,
    String description,
    TaskStatus status,
    int priority,
    Map<String, Object> payload,
    Instant createdAt) {}
