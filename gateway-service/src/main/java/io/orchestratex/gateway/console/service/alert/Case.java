package io.orchestratex.gateway.console.service.alert;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A case, as alert-service shows it. */
public record Case(
    String id,
    String title,
    @Nullable String description,
    String severity,
    String status,
    String priority,
    @Nullable String assignee,
    List<String> tags,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant resolvedAt,
    List<Entry> timeline,
    List<Alert> alerts,
    long version) {

  public Case {
    tags = tags == null ? List.of() : List.copyOf(tags);
    timeline = timeline == null ? List.of() : List.copyOf(timeline);
    alerts = alerts == null ? List.of() : List.copyOf(alerts);
  }

  /**
   * Something that happened.
   *
   * @param by null where it happened by itself
   */
  public record Entry(Instant at, @Nullable String by, String text) {}

  /** Whether a person still has to do something. */
  public boolean isActive() {
    return status.equals("open") || status.equals("in_progress");
  }
}
