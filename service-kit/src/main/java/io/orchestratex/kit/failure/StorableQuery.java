package io.orchestratex.kit.failure;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.orchestratex.kit.failure.Failure.FieldError;
import java.util.List;

/** Refuses query parameters that no engine can compare with what it stores. */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class StorableQuery implements Ordered {

  @Override
  public int getOrder() {
    // Who is not let in learns nothing about the request.
    return ServerFilterPhase.SECURITY.after();
  }

  @RequestFilter
  void check(HttpRequest<?> request) {
    String query = request.getUri().getRawQuery();
    // Decoding leaves no half surrogate pairs.
    if (query == null || !query.contains("%00")) {
      return;
    }
    List<FieldError> errors =
        request.getParameters().asMap().entrySet().stream()
            .filter(parameter ->
                parameter.getKey().indexOf('\0') >= 0
                    || parameter.getValue().stream().anyMatch(value -> value.indexOf('\0') >= 0))
            .map(parameter ->
                new FieldError(
                    "?" + StorableText.shown(parameter.getKey()),
                    "holds a NUL character, which cannot be stored"))
            .toList();
    if (!errors.isEmpty()) {
      throw FailureException.invalid("request.invalid", errors);
    }
  }
}
