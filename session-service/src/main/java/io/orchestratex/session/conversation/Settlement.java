package io.orchestratex.session.conversation;

import io.orchestratex.session.prompt.AnswerSource;
import io.orchestratex.session.prompt.FinishedAnswer;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a pending answer ends.
 *
 * @param status any but pending
 * @param source who answered; null when that is unknown
 * @param cached true when no provider was called
 * @param reason null for a completed answer only
 * @param finishReason why the model stopped, as it said; null when it did not
 */
public record Settlement(
    ResponseStatus status,
    @Nullable AnswerSource source,
    boolean cached,
    String text,
    Usage usage,
    BigDecimal costUsd,
    long responseTimeMs,
    @Nullable String reason,
    @Nullable String finishReason) {

  /** The reason of an answer whose process died. */
  static final String ABANDONED = "the service stopped in the middle of the answer";

  static final String CLIENT_LEFT = "the client left before the answer was complete";

  public Settlement {
    if (status == ResponseStatus.PENDING
        || (reason == null) != (status == ResponseStatus.COMPLETED)) {
      throw new IllegalArgumentException("an answer cannot settle as " + status + ": " + reason);
    }
  }

  /** What the end of an answer means. */
  public static Settlement of(FinishedAnswer answer, Duration took, String cancelReason) {
    Outcome outcome = answer.outcome();
    ResponseStatus status =
        switch (outcome) {
          case Outcome.Answered _ -> ResponseStatus.COMPLETED;
          case Outcome.Failed _ -> ResponseStatus.FAILED;
          case Outcome.Cancelled _ -> ResponseStatus.CANCELLED;
        };
    String reason =
        switch (outcome) {
          case Outcome.Answered _ -> null;
          case Outcome.Failed failed -> failed.reason();
          case Outcome.Cancelled _ -> cancelReason;
        };
    return new Settlement(
        status,
        answer.source(),
        answer.cached(),
        outcome.text(),
        outcome.usage(),
        answer.costUsd(),
        Math.max(0, took.toMillis()),
        reason,
        outcome instanceof Outcome.Answered answered ? answered.finishReason() : null);
  }

  /** For an answer whose process died: what it used is unknown, so nothing is charged. */
  public static Settlement abandoned() {
    return new Settlement(
        ResponseStatus.FAILED, null, false, "", Usage.NONE, BigDecimal.ZERO, 0, ABANDONED, null);
  }
}
