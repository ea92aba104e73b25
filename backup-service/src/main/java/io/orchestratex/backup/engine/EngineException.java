package io.orchestratex.backup.engine;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An engine could not do what was asked; the message says what, to what, and what to try. */
public final class EngineException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** The code of a server that does not answer, for now. */
  public static final String UNREACHABLE = "backup.target-unreachable";

  private final String code;

  /**
   * @param code stable, such as {@code backup.engine-unreachable}
   */
  public EngineException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public EngineException(String code, String message) {
    this(code, message, null);
  }

  /** Whether the fault may pass by itself, so that the same is worth another try later. */
  public boolean isPassing() {
    return code.equals(UNREACHABLE);
  }

  public String code() {
    return code;
  }
}
