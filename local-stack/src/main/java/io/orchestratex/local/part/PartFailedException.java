package io.orchestratex.local.part;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the stack could not be started or reached. The message is meant for the person at the
 * terminal.
 */
public sealed class PartFailedException extends RuntimeException
    permits PortTakenException, StackClosedException {

  private static final long serialVersionUID = 1L;

  private final String part;
  private final transient List<String> lastLines;

  /** Names the part, what happened and the end of its log. */
  public PartFailedException(
      String part, String message, List<String> lastLines, @Nullable Throwable cause) {
    super(part + ": " + message, cause);
    this.part = part;
    this.lastLines = List.copyOf(lastLines);
  }

  /** A failure without a log. */
  public PartFailedException(String part, String message, @Nullable Throwable cause) {
    this(part, message, List.of(), cause);
  }

  /** The part's name. */
  public final String part() {
    return part;
  }

  /** The end of the part's log, may be empty. */
  public final List<String> lastLines() {
    return lastLines;
  }
}
