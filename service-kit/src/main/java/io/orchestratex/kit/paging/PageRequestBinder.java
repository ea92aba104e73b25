package io.orchestratex.kit.paging;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Reads {@code ?limit=&offset=}; what is out of range is refused, never silently changed. */
@Singleton
final class PageRequestBinder implements TypedRequestArgumentBinder<PageRequest> {

  private static final Argument<PageRequest> TYPE = Argument.of(PageRequest.class);

  @Override
  public Argument<PageRequest> argumentType() {
    return TYPE;
  }

  @Override
  public BindingResult<PageRequest> bind(
      ArgumentConversionContext<PageRequest> context, HttpRequest<?> source) {
    int limit = number(source, "limit", PageRequest.DEFAULT_LIMIT, 1, PageRequest.MAX_LIMIT);
    int offset = number(source, "offset", 0, 0, PageRequest.MAX_OFFSET);
    return () -> Optional.of(new PageRequest(limit, offset));
  }

  private static int number(HttpRequest<?> source, String name, int otherwise, int min, int max) {
    String text = source.getParameters().get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, together with what is out of range.
    }
    throw FailureException.invalid(
        "paging.out-of-range", "?" + name, "must be a whole number from " + min + " to " + max);
  }
}
