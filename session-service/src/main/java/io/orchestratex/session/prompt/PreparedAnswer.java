package io.orchestratex.session.prompt;

import io.orchestratex.session.provider.ModelProvider.ModelCall;

/**
 * An answer that is ready to begin. The caller first stores it as pending, and then calls exactly
 * one of {@link #start} and {@link #discard}; {@code discard} also after a {@code start} that
 * threw.
 */
public interface PreparedAnswer {

  /** Who is going to give it; {@link FinishedAnswer#source} says who did. */
  AnswerSource source();

  /**
   * Begins. Returns at once; the pieces and the end arrive at {@code sink}, the end exactly once
   * unless it throws.
   */
  ModelCall start(AnswerSink sink);

  /** The answer is not wanted: gives back what was reserved for it. */
  void discard();
}
