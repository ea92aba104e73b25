package io.orchestratex.kit.event;

import java.io.Serial;

/** A record that no retry will make readable. */
public final class PoisonEventException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public PoisonEventException(String message, Throwable cause) {
    super(message, cause);
  }

  public PoisonEventException(String message) {
    super(message);
  }
}
