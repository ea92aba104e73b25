package io.orchestratex.local.part;

/** Hears what the stack is doing while it does it. Called from several threads at once. */
@FunctionalInterface
public interface Progress {

  /** Says nothing. */
  Progress SILENT = (part, step, message) -> {};

  /**
   * A part made a step.
   *
   * @param part the part's name, or {@code stack}
   * @param message one line for a person, without the part's name
   */
  void report(String part, Step step, String message);

  /** The kinds of steps. */
  enum Step {
    /** Something goes on (fetching, starting); may be reported often. */
    WORKING,
    /** The part is up (or down, when the stack goes down). */
    DONE,
    /** Nothing had to be done. */
    UNCHANGED,
    /** It works, with a drawback that the message names. */
    WARNING,
    /** The part could not be started; the message says why and where its log is. */
    FAILED
  }
}
