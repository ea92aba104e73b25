package io.orchestratex.kit.mongodb;

import com.mongodb.MongoException;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.Objects;

/** A fault of the driver that reached the edge outside of {@link Mongo}. */
@Singleton
@Requires(classes = MongoException.class)
final class MongoFaultHandler implements ExceptionHandler<MongoException, HttpResponse<?>> {

  private final MongoFaults faults;
  private final ExceptionHandler<FailureException, HttpResponse<?>> failures;

  MongoFaultHandler(
      MongoFaults faults, ExceptionHandler<FailureException, HttpResponse<?>> failures) {
    this.faults = faults;
    this.failures = failures;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public HttpResponse<?> handle(HttpRequest request, MongoException fault) {
    return failures.handle(request, Objects.requireNonNull(faults.translate(fault)));
  }
}
