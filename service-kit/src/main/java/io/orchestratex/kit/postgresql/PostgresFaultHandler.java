package io.orchestratex.kit.postgresql;

import io.micronaut.context.annotation.Requires;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.StoreFailures;
import jakarta.inject.Singleton;

/** A fault of Micronaut Data that reached the edge outside of {@link Postgres}. */
@Singleton
@Requires(classes = DataAccessException.class, beans = PostgresFaults.class)
final class PostgresFaultHandler implements ExceptionHandler<DataAccessException, HttpResponse<?>> {

  private final PostgresFaults faults;
  private final StoreFailures internal;
  private final ExceptionHandler<FailureException, HttpResponse<?>> failures;

  PostgresFaultHandler(
      PostgresFaults faults,
      StoreFailures internal,
      ExceptionHandler<FailureException, HttpResponse<?>> failures) {
    this.faults = faults;
    this.internal = internal;
    this.failures = failures;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public HttpResponse<?> handle(HttpRequest request, DataAccessException fault) {
    FailureException failure = faults.translate(fault);
    return failures.handle(request, failure == null ? internal.internal(fault) : failure);
  }
}
