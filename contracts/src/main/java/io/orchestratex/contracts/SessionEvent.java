package io.orchestratex.contracts;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to a conversation; topic {@code session.events.v1}, keyed by session id. */
public sealed interface SessionEvent extends DomainEvent {

  String sessionId();

  @Override
  default String key() {
    return sessionId();
  }

  /** A user began a session. */
  @JsonTypeName("session.started")
  record Started(String sessionId, String userId, String title, Instant startedAt)
      implements SessionEvent {}

  /**
   * A conversation thread was opened in a session.
   *
   * @param userId who owns the session; null in events from before this was said
   */
  @JsonTypeName("session.thread-opened")
  record ThreadOpened(
      String sessionId, @Nullable String userId, String threadId, String domain, Instant openedAt)
      implements SessionEvent {}

  /**
   * A model answered and the answer is stored.
   *
   * @param userId who owns the session; null in events from before this was said
   * @param costUsd exact cost of this answer in US dollars
   * @param cached true when no provider was called
   * @param finishReason why the model stopped, in the provider's own word; null when it did not say
   */
  @JsonTypeName("session.response-recorded")
  record ResponseRecorded(
      String sessionId,
      @Nullable String userId,
      String threadId,
      String responseId,
      int iteration,
      String provider,
      String modelName,
      long tokensUsed,
      BigDecimal costUsd,
      long responseTimeMs,
      boolean cached,
      @Nullable String finishReason,
      Instant recordedAt)
      implements SessionEvent {}

  /**
   * A model call failed or was abandoned; nothing was charged beyond {@code tokensUsed}.
   *
   * @param userId who owns the session; null in events from before this was said
   */
  @JsonTypeName("session.response-failed")
  record ResponseFailed(
      String sessionId,
      @Nullable String userId,
      String threadId,
      String provider,
      String modelName,
      String reason,
      long tokensUsed,
      Instant failedAt)
      implements SessionEvent {}

  /**
   * The owner changed what the session is called or kept with.
   *
   * @param title what it is called now
   * @param tags all of its tags now
   */
  @JsonTypeName("session.changed")
  record Changed(
      String sessionId, String userId, String title, List<String> tags, Instant changedAt)
      implements SessionEvent {

    public Changed {
      tags = List.copyOf(tags);
    }
  }

  /** A session was closed or deleted. */
  @JsonTypeName("session.ended")
  record Ended(String sessionId, String userId, String reason, Instant endedAt)
      implements SessionEvent {}
}
