package io.orchestratex.gateway.console.service.session;

import java.time.Instant;

/** A thread of a session; {@code iterations} counts its prompts. */
public record SessionThread(
    String id, String sessionId, String domain, String title, Instant createdAt, int iterations) {}
