package io.orchestratex.session.conversation;

import io.orchestratex.session.provider.Model;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a pending answer ends.
 *
 * @param status any but pending
 * @param reason null for a completed answer only
 */
public record Settlement(
    ResponseStatus status,
    String text,
    Usage usage,
    BigDecimal costUsd,
    long responseTimeMs,
    @Nullable String reason) {

  static final String CLIENT_LEFT = "the client left before the answer was complete";

  public Settlement {
    if (status == ResponseStatus.PENDING
        || (reason == null) != (status == ResponseStatus.COMPLETED)) {
      throw new IllegalArgumentException("an answer cannot settle as " + status + ": " + reason);
    }
  }

  /** What a provider's outcome means at the model's prices. */
  public static Settlement of(Outcome outcome, Model model, Duration took, String cancelReason) {
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
        outcome.text(),
        outcome.usage(),
        model.cost(outcome.usage()),
        Math.max(0, took.toMillis()),
        reason);
  }

  /** For an answer whose process died: nobody knows what it used, so nothing is charged. */
  public static Settlement abandoned() {
    return new Settlement(
        ResponseStatus.FAILED,
        "",
        Usage.NONE,
        BigDecimal.ZERO,
        0,
        "the service stopped in the middle of the answer");
  }
}
