package io.orchestratex.kit.idempotency;

import io.orchestratex.kit.failure.FailureException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Idempotency-Key} of the IETF draft idempotency-key-header, and how a request
 * with it is answered.
 */
public final class IdempotencyKey {

  /** The header's name. */
  public static final String HEADER = "Idempotency-Key";

  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private IdempotencyKey() {}

  /**
   * The key, or null when none was sent.
   *
   * @throws FailureException Invalid when it has not the form of one
   */
  public static @Nullable String checked(@Nullable String header) {
    if (header != null && !FORM.matcher(header).matches()) {
      throw FailureException.invalid(
          "idempotency.key-invalid", HEADER, "must be 1 to 255 visible ASCII characters");
    }
    return header;
  }

  /** The same key came with another request. */
  public static FailureException reused() {
    return FailureException.invalid(
        "idempotency.key-reused",
        HEADER,
        "was used for another request before; draw a new key for a new request");
  }
}
