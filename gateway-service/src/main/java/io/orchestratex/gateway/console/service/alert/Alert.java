package io.orchestratex.gateway.console.service.alert;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An alert, as alert-service shows it. */
public record Alert(
    String id,
    String rule,
    String source,
    String severity,
    String state,
    String message,
    Instant startsAt,
    Instant lastSeenAt,
    @Nullable Instant silentSince,
    long count,
    Map<String, String> labels,
    Map<String, String> annotations,
    @Nullable String caseId,
    @Nullable String acknowledgedBy,
    @Nullable Instant acknowledgedAt,
    boolean resolved,
    @Nullable String resolution,
    @Nullable String resolvedBy,
    @Nullable Instant resolvedAt) {

  public Alert {
    labels = labels == null ? Map.of() : Map.copyOf(labels);
    annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
  }

  /** Whether its condition may still hold, and no person works on it yet. */
  public boolean isFiring() {
    return state.equals("open");
  }
}
