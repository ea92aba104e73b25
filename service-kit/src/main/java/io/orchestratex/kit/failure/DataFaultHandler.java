package io.orchestratex.kit.failure;

import io.micronaut.context.annotation.Requires;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;

/** A fault of a Micronaut Data repository that reached the edge outside of a store's calls. */
@Singleton
@Requires(classes = DataAccessException.class, beans = StoreFaults.class)
final class DataFaultHandler implements ExceptionHandler<DataAccessException, HttpResponse<?>> {

  private final List<StoreFaults> engines;
  private final StoreFailures internal;
  private final ExceptionHandler<FailureException, HttpResponse<?>> failures;

  DataFaultHandler(
      List<StoreFaults> engines,
      StoreFailures internal,
      ExceptionHandler<FailureException, HttpResponse<?>> failures) {
    this.engines = List.copyOf(engines);
    this.internal = internal;
    this.failures = failures;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public HttpResponse<?> handle(HttpRequest request, DataAccessException fault) {
    FailureException failure =
        engines.stream()
            .map(engine -> engine.translate(fault))
            .filter(Objects::nonNull)
            .findFirst()
            .orElseGet(() -> internal.internal(fault));
    return failures.handle(request, failure);
  }
}
