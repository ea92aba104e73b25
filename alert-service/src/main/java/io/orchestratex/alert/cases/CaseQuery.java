package io.orchestratex.alert.cases;

import io.orchestratex.alert.cases.CaseStore.Filter;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.TextLength;
import io.orchestratex.kit.paging.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the filter of the case list; refuses what it does not understand. */
final class CaseQuery {

  private static final int MAX_TEXT = 200;

  private final List<FieldError> errors = new ArrayList<>();

  Filter filter(
      @Nullable String status,
      @Nullable String severity,
      @Nullable String priority,
      @Nullable String assignee,
      @Nullable String tag,
      @Nullable String text,
      TimeRange createdAt) {
    Filter filter =
        new Filter(
            word("status", status, CaseStatus::of, "open, in_progress, resolved or closed"),
            word("severity", severity, Severity::of, "low, medium, high or critical"),
            word("priority", priority, Priority::of, "low, medium, high or urgent"),
            assignee,
            tag,
            text,
            createdAt);
    check(
        assignee == null || CaseBody.USER_ID.matcher(assignee).matches(),
        "?assignee",
        CaseBody.USER_ID_WORDS);
    check(fits(tag), "?tag", "must have 1 to 200 characters");
    check(fits(text), "?q", "must have 1 to 200 characters");
    if (!errors.isEmpty()) {
      throw FailureException.invalid("request.invalid", errors);
    }
    return filter;
  }

  private static boolean fits(@Nullable String text) {
    return text == null || (!text.isBlank() && TextLength.of(text) <= MAX_TEXT);
  }

  private <T> @Nullable T word(
      String name, @Nullable String text, Function<String, Optional<T>> of, String known) {
    if (text == null) {
      return null;
    }
    Optional<T> found = of.apply(text);
    check(found.isPresent(), "?" + name, "must be " + known);
    return found.orElse(null);
  }

  private void check(boolean holds, String pointer, String detail) {
    if (!holds) {
      errors.add(new FieldError(pointer, detail));
    }
  }
}
