package io.orchestratex.kit.failure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.http.HttpStatus;
import io.micronaut.openapi.annotation.OpenAPIExtraSchema;
import io.orchestratex.kit.failure.Failure.FieldError;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * RFC 9457 problem details, the one shape of every error that leaves a service.
 *
 * @param type address that stands for the kind of problem
 * @param title reason phrase of the status
 * @param status of HTTP
 * @param detail what happened, to what, and what to do, for a person
 * @param instance path of the request
 * @param code names the kind of problem for programs, and stays the same
 * @param traceId finds the request in the logs of all services
 * @param errors what is wrong with single fields; left out when nothing is
 */
@OpenAPIExtraSchema
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    @Nullable String instance,
    String code,
    @JsonProperty("traceId") @Nullable String traceId,
    List<FieldError> errors) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
  }

  /** The problem document of a failure met while serving {@code instance}. */
  public static Problem of(Failure failure, @Nullable String instance, @Nullable String traceId) {
    List<FieldError> errors =
        failure instanceof Failure.Invalid(var code, var detail, var fields) ? fields : List.of();
    return of(status(failure), failure.code(), failure.detail(), errors, instance, traceId);
  }

  /** The problem document of an answer that stands for no failure of the service itself. */
  public static Problem of(
      HttpStatus status,
      String code,
      String detail,
      List<FieldError> errors,
      @Nullable String instance,
      @Nullable String traceId) {
    return new Problem(
        "https://orchestratex.io/problems/" + code,
        status.getReason(),
        status.getCode(),
        detail,
        instance,
        code,
        traceId,
        errors);
  }

  static HttpStatus status(Failure failure) {
    return switch (failure) {
      case Failure.Invalid _ -> HttpStatus.BAD_REQUEST;
      case Failure.Unauthenticated _ -> HttpStatus.UNAUTHORIZED;
      case Failure.Forbidden _ -> HttpStatus.FORBIDDEN;
      case Failure.NotFound _ -> HttpStatus.NOT_FOUND;
      case Failure.Conflict _ -> HttpStatus.CONFLICT;
      case Failure.Busy _ -> HttpStatus.TOO_MANY_REQUESTS;
      case Failure.Unavailable _ -> HttpStatus.SERVICE_UNAVAILABLE;
      case Failure.Internal _ -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }

  static String codeOf(HttpStatus status) {
    return "http." + status.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
