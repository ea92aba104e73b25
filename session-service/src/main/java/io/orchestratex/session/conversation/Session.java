package io.orchestratex.session.conversation;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user's conversation session with its totals.
 *
 * @param id 24 hex digits
 * @param userId the subject of the owner's token
 * @param label what its owner calls it
 * @param totalTokens of all its answers, the failed and cancelled ones included
 * @param totalCost exact US dollars of all its answers
 * @param version grows by one with each change; events carry it as their sequence
 */
public record Session(
    String id,
    String userId,
    SessionLabel label,
    SessionStatus status,
    Instant createdAt,
    Instant sessionStart,
    @Nullable Instant sessionEnd,
    long totalTokens,
    BigDecimal totalCost,
    int threadCount,
    long version) {

  /** The next version, with nothing else changed. */
  Session touched() {
    return charged(0, BigDecimal.ZERO);
  }

  Session charged(long tokens, BigDecimal cost) {
    return new Session(
        id,
        userId,
        label,
        status,
        createdAt,
        sessionStart,
        sessionEnd,
        totalTokens + tokens,
        totalCost.add(cost),
        threadCount,
        version + 1);
  }

  Session withOneMoreThread() {
    return new Session(
        id,
        userId,
        label,
        status,
        createdAt,
        sessionStart,
        sessionEnd,
        totalTokens,
        totalCost,
        threadCount + 1,
        version + 1);
  }

  Session labelled(SessionLabel next) {
    return new Session(
        id,
        userId,
        next,
        status,
        createdAt,
        sessionStart,
        sessionEnd,
        totalTokens,
        totalCost,
        threadCount,
        version + 1);
  }

  Session ended(Instant at) {
    return new Session(
        id,
        userId,
        label,
        SessionStatus.ENDED,
        createdAt,
        sessionStart,
        at,
        totalTokens,
        totalCost,
        threadCount,
        version + 1);
  }
}
