package io.orchestratex.session.conversation;

import io.orchestratex.kit.failure.FailureException;

/** Follows an answer: its pieces in order, then one of the two ends. */
interface AnswerListener {

  void token(String text);

  /** The answer is complete and stored. */
  void recorded(ModelResponse response);

  /** There is no complete answer; what had arrived is stored if the store answers. */
  void failed(FailureException failure);
}
