package io.orchestratex.backup.job;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.kit.failure.FailureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.Objects;

/** What a job's failure is called. */
public final class JobFailures {

  private JobFailures() {}

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
