package io.orchestratex.kit.paging;

import io.micronaut.http.HttpRequest;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses query parameters that a list does not know: a misspelt filter would show everything. */
public final class QueryParameters {

  private static final Set<String> PAGING = Set.of("limit", "offset");

  private QueryParameters() {}

  /**
   * Passes a request whose parameters are all known.
   *
   * @throws FailureException Invalid with each unknown one, {@code user_id[$ne]} among them
   */
  public static void check(HttpRequest<?> request, String... known) {
    Set<String> filters = Set.of(known);
    List<FieldError> unknown =
        request.getParameters().names().stream()
            .filter(name -> !PAGING.contains(name) && !filters.contains(name))
            .sorted()
            .map(name -> new FieldError("?" + name, "is not a known parameter"))
            .toList();
    if (!unknown.isEmpty()) {
      throw FailureException.invalid("filter.unknown", unknown);
    }
  }

  /**
   * A parameter that is {@code true} or {@code false}; null when it is absent. Any other word is
   * not taken for false.
   *
   * @throws FailureException Invalid at the parameter
   */
  public static @Nullable Boolean flag(String name, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw FailureException.invalid(
              "filter.value-unknown", "?" + name, "must be true or false");
    };
  }
}
