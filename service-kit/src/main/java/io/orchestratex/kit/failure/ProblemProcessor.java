package io.orchestratex.kit.failure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.http.server.exceptions.response.HateoasErrorResponseProcessor;
import io.micronaut.web.router.exceptions.UnsatisfiedQueryValueRouteException;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Renders what the framework itself refuses (unknown route, unreadable body, broken constraint) as
 * a problem.
 */
@Singleton
@Replaces(HateoasErrorResponseProcessor.class)
final class ProblemProcessor implements ErrorResponseProcessor<Problem> {

  @Override
  public MutableHttpResponse<Problem> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    HttpStatus status = HttpStatus.valueOf(response.code());
    List<FieldError> errors = fieldErrors(context);
    Problem problem =
        Problem.of(
            status,
            errors.isEmpty() ? Problem.codeOf(status) : "request.invalid",
            detail(status, context, errors),
            errors,
            context.getRequest().getPath(),
            TraceContext.traceIdOf(context.getRequest()));
    return response.body(problem).contentType(Problem.MEDIA_TYPE);
  }

  private static String detail(HttpStatus status, ErrorContext context, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      return errors.stream()
          .map(error -> (error.pointer() + " " + error.detail()).strip())
          .collect(Collectors.joining("; "));
    }
    if (status.getCode() >= 500) {
      return "The service met a fault of its own; the trace id finds it in the log.";
    }
    String messages =
        context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
    return messages.isEmpty() ? status.getReason() : messages;
  }

  private static List<FieldError> fieldErrors(ErrorContext context) {
    Throwable cause = context.getRootCause().orElse(null);
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof ConstraintViolationException violations) {
        return violations.getConstraintViolations().stream().map(ProblemProcessor::of).toList();
      }
      if (t instanceof JsonProcessingException json) {
        return List.of(of(json));
      }
    }
    if (cause instanceof ConversionErrorException conversion) {
      return List.of(
          new FieldError(
              "?" + conversion.getArgument().getName(),
              "is not a valid " + conversion.getArgument().getType().getSimpleName()));
    }
    if (cause instanceof UnsatisfiedQueryValueRouteException missing) {
      return List.of(new FieldError("?" + missing.getArgument().getName(), "is missing"));
    }
    return List.of();
  }

  private static FieldError of(ConstraintViolation<?> violation) {
    List<String> path = new ArrayList<>();
    violation
        .getPropertyPath()
        .forEach(node ->
            // An element of a list has no name of its own, only its place.
            path.add(
                node.getKind() == ElementKind.CONTAINER_ELEMENT && node.getIndex() != null
                    ? node.getIndex().toString()
                    : node.toString()));
    // The first two nodes are the controller's method and its argument.
    List<String> inBody = path.size() > 2 ? path.subList(2, path.size()) : List.of();
    String pointer =
        inBody.isEmpty()
            ? "?" + snakeCase(path.isEmpty() ? "" : path.getLast())
            : inBody.stream()
                .map(ProblemProcessor::snakeCase)
                .collect(Collectors.joining("/", "/", ""));
    return new FieldError(pointer, violation.getMessage());
  }

  private static FieldError of(JsonProcessingException json) {
    String pointer = json instanceof JsonMappingException mapping ? pointer(mapping) : "";
    return switch (json) {
      case StorableText.RefusedException refused ->
          new FieldError(refused.pointer(), refused.getOriginalMessage());
      case UnrecognizedPropertyException unknown ->
          new FieldError(pointer, "is not a known field; known are " + known(unknown));
      case InvalidFormatException format ->
          new FieldError(
              pointer, "has the value '" + abbreviated(format.getValue()) + "'" + expected(format));
      case MismatchedInputException mismatch ->
          new FieldError(pointer, "is missing or has the wrong type" + expected(mismatch));
      case JsonMappingException mapping ->
          new FieldError(pointer, Objects.requireNonNullElse(rootMessage(mapping), "is not valid"));
      default -> new FieldError("", "The body is not JSON: " + json.getOriginalMessage());
    };
  }

  private static String known(UnrecognizedPropertyException unknown) {
    var ids = unknown.getKnownPropertyIds();
    return ids == null || ids.isEmpty()
        ? "none"
        : ids.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
  }

  private static String expected(MismatchedInputException mismatch) {
    Class<?> type = mismatch.getTargetType();
    if (type == null) {
      return "";
    }
    if (type.isEnum()) {
      return "; expected one of " + Arrays.toString(type.getEnumConstants());
    }
    return "; expected " + snakeCase(type.getSimpleName()).replace('_', ' ');
  }

  private static @Nullable String rootMessage(JsonMappingException mapping) {
    Throwable cause = mapping.getCause();
    return cause instanceof IllegalArgumentException
        ? cause.getMessage()
        : mapping.getOriginalMessage();
  }

  private static String pointer(JsonMappingException mapping) {
    return mapping.getPath().stream()
        .map(reference ->
            reference.getFieldName() != null
                ? reference.getFieldName()
                : Integer.toString(reference.getIndex()))
        .collect(Collectors.joining("/", mapping.getPath().isEmpty() ? "" : "/", ""));
  }

  private static String abbreviated(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
  }
}
