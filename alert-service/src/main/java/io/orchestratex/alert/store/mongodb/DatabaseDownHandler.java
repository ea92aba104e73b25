package io.orchestratex.alert.store.mongodb;

import com.mongodb.MongoClientException;
import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.Problem;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells callers that the database does not answer, apart from a fault of our own. */
@Singleton
final class DatabaseDownHandler implements ExceptionHandler<MongoException, HttpResponse<?>> {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseDownHandler.class);

  @Override
  @SuppressWarnings("rawtypes")
  public HttpResponse<?> handle(HttpRequest request, MongoException exception) {
    boolean down =
        exception instanceof MongoTimeoutException
            || exception instanceof MongoSocketException
            || exception instanceof MongoClientException;
    Failure failure =
        down
            ? new Failure.Unavailable(
                "alert.store-unavailable",
                "MongoDB does not answer; nothing was changed. Try again later.",
                Duration.ofSeconds(5))
            : new Failure.Internal(
                "alert.store-failed",
                "The service met a fault of its own; the trace id finds it in the log.");
    (down ? LOG.atWarn() : LOG.atError()).setCause(exception).log("MongoDB refused a request");
    Problem problem =
        Problem.of(failure, request.getPath(), TraceContext.traceIdOf((HttpRequest<?>) request));
    return HttpResponse.status(HttpStatus.valueOf(problem.status()))
        .body(problem)
        .contentType(Problem.MEDIA_TYPE);
  }
}
