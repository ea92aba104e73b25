package io.orchestratex.session.provider;

/** Takes a model's answer as it comes. Implementations return quickly and throw nothing. */
public interface TokenSink {

  /** The next piece of the answer: whole characters, no half of a surrogate pair. */
  void token(String text);

  /** The end; nothing follows. */
  void finished(Outcome outcome);
}
