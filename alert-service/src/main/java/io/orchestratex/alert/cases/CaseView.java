package io.orchestratex.alert.cases;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orchestratex.alert.lifecycle.AlertView;
import io.orchestratex.alert.lifecycle.Severity;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A case as callers see it.
 *
 * @param id 24 hex digits
 * @param title 1 to 200 characters
 * @param description what is known, for people; may be empty
 * @param severity how bad it is
 * @param status how far the work is
 * @param priority in which order people should take it
 * @param assignee id of the user who works on it, or null
 * @param tags words to find it by
 * @param metadata free JSON of the caller that opened it
 * @param createdAt when it was opened
 * @param updatedAt when it was changed last
 * @param resolvedAt when it was resolved; left out while it is open or in progress
 * @param timeline what happened, oldest first; the newest 200 entries
 * @param alerts its newest alerts; left out in lists
 * @param version grows by one with each change, from 1
 */
@Schema(name = "Case")
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
