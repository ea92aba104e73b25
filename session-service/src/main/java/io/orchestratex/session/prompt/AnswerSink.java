package io.orchestratex.session.prompt;

/** Takes an answer as it comes. Implementations return quickly and throw nothing. */
public interface AnswerSink {

  /** The next piece of the answer; one thread at a time calls it. */
  void token(String text);

  /** The end; nothing follows. */
  void finished(FinishedAnswer answer);
}
