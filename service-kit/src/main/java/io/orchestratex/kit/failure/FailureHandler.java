package io.orchestratex.kit.failure;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a thrown {@link Failure} into its problem document. */
@Singleton
final class FailureHandler implements ExceptionHandler<FailureException, HttpResponse<?>> {

  private static final Logger LOG = LoggerFactory.getLogger(FailureHandler.class);

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public HttpResponse<?> handle(HttpRequest request, FailureException exception) {
    Failure failure = exception.failure();
    if (failure instanceof Failure.Internal) {
      LOG.error("request failed", exception);
    }
    Problem problem =
        Problem.of(failure, request.getPath(), TraceContext.traceIdOf((HttpRequest<?>) request));
    MutableHttpResponse<Problem> response =
        HttpResponse.<Problem>status(Problem.status(failure))
            .body(problem)
            .contentType(Problem.MEDIA_TYPE);
    Duration retryAfter = retryAfter(failure);
    if (retryAfter != null) {
      response.header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
    }
    if (failure instanceof Failure.Unauthenticated) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"orchestratex\"");
    }
    return response;
  }

  private static @Nullable Duration retryAfter(Failure failure) {
    return switch (failure) {
      case Failure.Busy busy -> busy.retryAfter();
      case Failure.Unavailable unavailable -> unavailable.retryAfter();
      default -> null;
    };
  }
}
