package io.orchestratex.session.conversation;

import java.time.Instant;
import java.util.List;

/**
 * A line of prompts and answers on one subject, inside a session.
 *
 * @param domain what it is about, in a word; threads are listed by it
 * @param iterations prompts that were sent so far, those before a fork included; the next one is
 *     {@code iterations + 1}
 * @param lineage what it shares with the threads that it was forked from, the oldest part first;
 *     empty for one that was opened anew
 */
public record ConversationThread(
    String id,
    String sessionId,
    String userId,
    String domain,
    String title,
    Instant createdAt,
    int iterations,
    List<SharedPart> lineage) {

  public ConversationThread {
    lineage = List.copyOf(lineage);
  }

  /**
   * Prompts and answers that lie in another thread and are the beginning of this one.
   *
   * @param last the last iteration of that thread that is shared; the first is the one behind the
   *     part before
   */
  public record SharedPart(String threadId, int last) {}

  ConversationThread withNextIteration() {
    return new ConversationThread(
        id, sessionId, userId, domain, title, createdAt, iterations + 1, lineage);
  }
}
