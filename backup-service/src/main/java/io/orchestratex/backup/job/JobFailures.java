package io.orchestratex.backup.job;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.Objects;

/** What a job's failure is called. */
public final class JobFailures {

  private static final String STORE_UNAVAILABLE = ".store-unavailable";

  private JobFailures() {}

  /**
   * Whether a fault may pass by itself, so that another attempt makes sense: a server or the jobs'
   * store does not answer.
   */
  public static boolean isPassing(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof EngineException engine && engine.isPassing()) {
        return true;
      }
      if (t instanceof FailureException failure
          && failure.failure() instanceof Failure.Unavailable away
          && away.code().endsWith(STORE_UNAVAILABLE)) {
        return true;
      }
    }
    return false;
  }

  /** One line for a person, without secrets. */
  public static String reason(Throwable e) {
    return switch (e) {
      case FailureException failure -> failure.failure().detail();
      case EngineException engine -> Objects.toString(engine.getMessage(), engine.code());
      case UncheckedIOException wrapper -> reason(Objects.requireNonNull(wrapper.getCause()));
      case AccessDeniedException denied -> "no right to use " + denied.getFile();
      case IOException io when io.getMessage() != null -> io.getMessage();
      default -> e.getClass().getSimpleName() + ": " + e.getMessage();
    };
  }
}
