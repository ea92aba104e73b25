package io.orchestratex.session.conversation;

import java.time.Instant;

/**
 * A line of prompts and answers on one subject, inside a session.
 *
 * @param domain what it is about, in a word; threads are listed by it
 * @param iterations prompts that were sent so far; the next one is {@code iterations + 1}
 */
public record ConversationThread(
    String id,
    String sessionId,
    String userId,
    String domain,
    String title,
    Instant createdAt,
    int iterations) {

  ConversationThread withNextIteration() {
    return new ConversationThread(id, sessionId, userId, domain, title, createdAt, iterations + 1);
  }
}
