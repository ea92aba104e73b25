package io.orchestratex.local;

import java.util.List;

/** A part was named that the stack does not have. */
public final class NoSuchPartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says which there are. */
  NoSuchPartException(String name, List<String> known) {
    super("There is no part " + name + "; there are " + String.join(", ", known) + ".");
  }
}
