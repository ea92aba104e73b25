package io.orchestratex.alert.cases;

import io.orchestratex.alert.cases.CaseRules.Change;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TimeRange;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where cases live. Each change commits with its event or not at all; a function given here may run
 * more than once and must only compute. Thread-safe.
 */
public interface CaseStore {

  /** Newest first, or by rank when {@code filter.text} is given. */
  Page<Case> list(Filter filter, PageRequest page);

  Optional<Case> find(String id);

  /**
   * Stores a new case; {@code opening} gets its id.
   *
   * @param alertId an alert that is put into it, if there is one
   */
  Case open(Function<String, Change> opening, @Nullable String alertId);

  /** Changes a case, or is empty when there is none. */
  Optional<Case> change(String id, Function<Case, Change> change);

  /** Puts an alert into a case, or is empty when there is no such case or no such alert. */
  Optional<Case> link(String id, String alertId, BiFunction<Case, Alert, Change> change);

  /** What to list; null means any. */
  record Filter(
      @Nullable CaseStatus status,
      @Nullable Severity severity,
      @Nullable Priority priority,
      @Nullable String assignee,
      @Nullable String tag,
      @Nullable String text,
      TimeRange createdAt) {}
}
