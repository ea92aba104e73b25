package io.orchestratex.backup.engine;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What should be a dump of a stock tool is none, or is cut, damaged or too large. */
public final class MalformedDumpException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, and where in it; for a person
   */
  public MalformedDumpException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public MalformedDumpException(String message) {
    this(message, null);
  }
}
