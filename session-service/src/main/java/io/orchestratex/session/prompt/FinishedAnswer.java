package io.orchestratex.session.prompt;

import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.Usage;
import java.math.BigDecimal;

/**
 * The end of an answer.
 *
 * @param source who gave it, which may be another one than was planned
 * @param costUsd exact US dollars
 * @param cached true when no provider was called
 */
public record FinishedAnswer(
    Outcome outcome, AnswerSource source, BigDecimal costUsd, boolean cached) {

  /** An answer that failed before anything was used. */
  public static FinishedAnswer failed(AnswerSource source, String reason) {
    return new FinishedAnswer(
        new Outcome.Failed("", Usage.NONE, reason, null), source, BigDecimal.ZERO, false);
  }
}
