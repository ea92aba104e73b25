package io.orchestratex.kit.failure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expected failure: what a caller may do about it decides the case, the stable {@code code}
 * names it for programs ({@code backup.engine-unknown}), the detail says to a person what happened,
 * to what, and what to try.
 */
public sealed interface Failure {

  String code();

  String detail();

  /** The request is wrong as it stands; {@code errors} name the fields. HTTP 400. */
  record Invalid(String code, String detail, List<FieldError> errors) implements Failure {
    public Invalid {
      errors = List.copyOf(errors);
    }
  }

  /** The caller is unknown or gave no valid credentials. HTTP 401. */
  record Unauthenticated(String code, String detail) implements Failure {}

  /** We know who is asking, and they may not. HTTP 403. */
  record Forbidden(String code, String detail) implements Failure {}

  /** No such thing, or none that the caller may know of. HTTP 404. */
  record NotFound(String code, String detail) implements Failure {}

  /** The state does not allow it now; the state is as before. HTTP 409. */
  record Conflict(String code, String detail) implements Failure {}

  /** Too much at once; come back after {@code retryAfter}. HTTP 429. */
  record Busy(String code, String detail, @Nullable Duration retryAfter) implements Failure {}

  /** Something that we need is down; the same request may succeed later. HTTP 503. */
  record Unavailable(String code, String detail, @Nullable Duration retryAfter)
      implements Failure {}

  /** Our own mistake. HTTP 500. */
  record Internal(String code, String detail) implements Failure {}

  /**
   * What is wrong with one field.
   *
   * @param pointer JSON pointer into the body ({@code /settings/temperature}), or {@code ?name} for
   *     a query parameter
   * @param detail what is wrong with it, for a person
   */
  record FieldError(String pointer, String detail) {}
}
