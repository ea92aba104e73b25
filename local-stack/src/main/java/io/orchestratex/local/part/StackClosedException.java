package io.orchestratex.local.part;

/** The stack's folder is closed to the user who asks: it is another user's. */
public final class StackClosedException extends PartFailedException {

  private static final long serialVersionUID = 1L;

  /** Says whose it is. */
  public StackClosedException(String message) {
    super("stack", message, null);
  }
}
