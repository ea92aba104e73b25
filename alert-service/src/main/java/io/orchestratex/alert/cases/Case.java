package io.orchestratex.alert.cases;

import io.orchestratex.alert.lifecycle.Severity;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work that a person does about one or more alerts; {@link CaseRules} says how it changes.
 *
 * @param title 1 to 200 characters
 * @param assignee id of a user, 24 hex digits, or null
 * @param resolvedAt when it was last resolved, null while it is open
 * @param group fingerprint of the alerts that belong here, null when a person opened the case
 * @param timeline what happened, oldest first; the newest {@value #MAX_TIMELINE} entries
 * @param version grows by one with each change
 */
public record Case(
    String id,
    String title,
    String description,
    Severity severity,
    CaseStatus status,
    Priority priority,
    @Nullable String assignee,
    List<String> tags,
    Map<String, Object> metadata,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant resolvedAt,
    @Nullable String group,
    List<Entry> timeline,
    long version) {

  static final int MAX_TIMELINE = 200;
  static final int MAX_TITLE = 200;

  public Case {
    tags = List.copyOf(tags);
    // Metadata is free JSON and may hold nulls, which Map.copyOf refuses.
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    timeline =
        List.copyOf(timeline.subList(Math.max(0, timeline.size() - MAX_TIMELINE), timeline.size()));
  }

  /**
   * One thing that happened.
   *
   * @param at when it happened
   * @param by name of the user who did it; left out when it happened by itself
   * @param text what happened, for people
   */
  @Schema(name = "CaseEntry")
  public record Entry(Instant at, @Nullable String by, String text) {}

  /** The next version with one more entry and these values; the rest stays. */
  Case next(
      CaseStatus newStatus,
      @Nullable String newAssignee,
      Priority newPriority,
      List<String> newTags,
      @Nullable Instant newResolvedAt,
      Entry entry) {
    List<Entry> longer = new ArrayList<>(timeline);
    longer.add(entry);
    return new Case(
        id,
        title,
        description,
        severity,
        newStatus,
        newPriority,
        newAssignee,
        newTags,
        metadata,
        createdAt,
        entry.at(),
        newResolvedAt,
        group,
        longer,
        version + 1);
  }

  /** The next version in another status. */
  Case moved(CaseStatus newStatus, Entry entry) {
    Instant newResolvedAt =
        newStatus.active() ? null : resolvedAt != null ? resolvedAt : entry.at();
    return next(newStatus, assignee, priority, tags, newResolvedAt, entry);
  }

  /** The next version with one more entry. */
  Case noted(Entry entry) {
    return next(status, assignee, priority, tags, resolvedAt, entry);
  }
}
