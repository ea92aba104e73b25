package io.orchestratex.alert.cases;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orchestratex.alert.lifecycle.AlertView;
import io.orchestratex.alert.lifecycle.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A case as callers see it.
 *
 * @param alerts its newest alerts; left out in lists
 */
record CaseView(
    String id,
    String title,
    String description,
    Severity severity,
    CaseStatus status,
    Priority priority,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String assignee,
    List<String> tags,
    Map<String, Object> metadata,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant resolvedAt,
    List<Case.Entry> timeline,
    @Nullable List<AlertView> alerts,
    long version) {

  static CaseView of(Case found, @Nullable List<AlertView> alerts) {
    return new CaseView(
        found.id(),
        found.title(),
        found.description(),
        found.severity(),
        found.status(),
        found.priority(),
        found.assignee(),
        found.tags(),
        found.metadata(),
        found.createdAt(),
        found.updatedAt(),
        found.resolvedAt(),
        found.timeline(),
        alerts,
        found.version());
  }
}
