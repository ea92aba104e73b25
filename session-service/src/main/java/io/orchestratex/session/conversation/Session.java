package io.orchestratex.session.conversation;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user's conversation session with its totals.
 *
 * @param id 24 hex digits
 * @param userId the subject of the owner's token
 * @param totalTokens of all its answers, the failed and cancelled ones included
 * @param totalCost exact US dollars of all its answers
 * @param version grows by one with each change; events carry it as their sequence
 */
public record Session(
    String id,
    String userId,
    String title,
    SessionStatus status,
    Instant createdAt,
    Instant sessionStart,
    @Nullable Instant sessionEnd,
    long totalTokens,
    BigDecimal totalCost,
    int threadCount,
    Map<String, Object> metadata,
    long version) {

  public Session {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** The next version, with nothing else changed. */
  Session touched() {
    return charged(0, BigDecimal.ZERO);
  }

  Session charged(long tokens, BigDecimal cost) {
    return new Session(
        id,
        userId,
        title,
        status,
        createdAt,
        sessionStart,
        sessionEnd,
        totalTokens + tokens,
        totalCost.add(cost),
        threadCount,
        metadata,
        version + 1);
  }

  Session withOneMoreThread() {
    return new Session(
        id,
        userId,
        title,
        status,
        createdAt,
        sessionStart,
        sessionEnd,
        totalTokens,
        totalCost,
        threadCount + 1,
        metadata,
        version + 1);
  }

  Session ended(Instant at) {
    return new Session(
        id,
        userId,
        title,
        SessionStatus.ENDED,
        createdAt,
        sessionStart,
        at,
        totalTokens,
        totalCost,
        threadCount,
        metadata,
        version + 1);
  }
}
