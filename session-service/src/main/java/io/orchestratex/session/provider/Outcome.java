package io.orchestratex.session.provider;

/** How a call ended; each ending says what it used and holds the text that had arrived. */
public sealed interface Outcome {

  String text();

  Usage usage();

  /** The model said all it had to say. */
  record Answered(String text, Usage usage) implements Outcome {}

  /**
   * The provider failed, before or in the middle of the answer.
   *
   * @param reason what went wrong, for a person to read; no secrets
   */
  record Failed(String text, Usage usage, String reason) implements Outcome {}

  /** The caller gave the call up. */
  record Cancelled(String text, Usage usage) implements Outcome {}
}
