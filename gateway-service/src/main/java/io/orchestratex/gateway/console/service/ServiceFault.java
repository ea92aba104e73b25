package io.orchestratex.gateway.console.service;

import io.orchestratex.kit.failure.Failure.FieldError;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service refused a request, or did not answer; the message is for people. */
public final class ServiceFault extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient List<FieldError> errors;
  private final @Nullable String traceId;

  ServiceFault(
      int status, String code, String detail, List<FieldError> errors, @Nullable String traceId) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = List.copyOf(errors);
    this.traceId = traceId;
  }

  static ServiceFault unavailable(String service, String reason) {
    return new ServiceFault(
        503,
        "console.service-unavailable",
        service + " " + reason + ". Everything else goes on; this comes back by itself.",
        List.of(),
        null);
  }

  /** The status of HTTP; 503 where there was no answer. */
  public int status() {
    return status;
  }

  /** The stable code of the refusal, such as {@code backup.engine-unknown}. */
  public String code() {
    return code;
  }

  /** What happened, to what, and what to do. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** What is wrong with which field, where the service said so. */
  public List<FieldError> errors() {
    return errors;
  }

  /** The same in words, such as {@code zone is not a time zone}. */
  public List<String> errorTexts() {
    return errors.stream()
        .map(error -> error.pointer().replaceFirst("^[/?]", "") + " " + error.detail())
        .toList();
  }

  /** What is wrong with one field of the body, or null. */
  public @Nullable String errorOf(String field) {
    return errors.stream()
        .filter(error -> error.pointer().equals("/" + field) || error.pointer().equals("?" + field))
        .map(FieldError::detail)
        .findFirst()
        .orElse(null);
  }

  /** Finds the fault in the service's log. */
  public @Nullable String traceId() {
    return traceId;
  }

  /** Whether the same may work later, or for another service. */
  public boolean isOutage() {
    return status >= 500;
  }
}
