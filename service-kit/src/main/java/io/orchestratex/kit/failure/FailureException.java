package io.orchestratex.kit.failure;

import io.orchestratex.kit.failure.Failure.FieldError;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries a {@link Failure} to the edge, where it becomes a problem document. */
public final class FailureException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public FailureException(Failure failure) {
    this(failure, null);
  }

  public FailureException(Failure failure, @Nullable Throwable cause) {
    super(failure.code() + ": " + failure.detail(), cause);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }

  /** The request is wrong in one field. */
  public static FailureException invalid(String code, String pointer, String detail) {
    return invalid(code, List.of(new FieldError(pointer, detail)));
  }

  /** The request is wrong in several fields; the detail sums them up. */
  public static FailureException invalid(String code, List<FieldError> errors) {
    String detail =
        String.join(
            "; ", errors.stream().map(error -> error.pointer() + " " + error.detail()).toList());
    return new FailureException(new Failure.Invalid(code, detail, errors));
  }

  public static FailureException unauthenticated(String code, String detail) {
    return new FailureException(new Failure.Unauthenticated(code, detail));
  }

  public static FailureException forbidden(String code, String detail) {
    return new FailureException(new Failure.Forbidden(code, detail));
  }

  public static FailureException notFound(String code, String detail) {
    return new FailureException(new Failure.NotFound(code, detail));
  }

  public static FailureException conflict(String code, String detail) {
    return new FailureException(new Failure.Conflict(code, detail));
  }

  public static FailureException busy(String code, String detail, Duration retryAfter) {
    return new FailureException(new Failure.Busy(code, detail, retryAfter));
  }

  public static FailureException unavailable(
      String code, String detail, @Nullable Throwable cause) {
    return new FailureException(new Failure.Unavailable(code, detail, null), cause);
  }

  public static FailureException internal(String code, String detail, @Nullable Throwable cause) {
    return new FailureException(new Failure.Internal(code, detail), cause);
  }
}
