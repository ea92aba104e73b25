package io.orchestratex.alert.lifecycle;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert as callers see it.
 *
 * @param type the same as {@code rule}
 * @param timestamp the same as {@code startsAt}
 * @param startsAt when the condition began to hold
 * @param silentSince when its series was measured last, if that is longer ago than five minutes: it
 *     stays open, and whether the condition still holds is unknown
 */
public record AlertView(
    String id,
    String type,
    String rule,
    String source,
    Severity severity,
    String state,
    String message,
    Instant timestamp,
    Instant startsAt,
    Instant lastSeenAt,
    @Nullable Instant silentSince,
    long count,
    String fingerprint,
    Map<String, String> labels,
    Map<String, String> annotations,
    @Nullable String caseId,
    @Nullable String acknowledgedBy,
    @Nullable Instant acknowledgedAt,
    boolean resolved,
    @Nullable String resolution,
    @Nullable String resolvedBy,
    @Nullable Instant resolvedAt,
    long version) {

  public static AlertView of(Alert alert) {
    return of(alert, null);
  }

  /** With when it fell silent, if it did. */
  static AlertView of(Alert alert, @Nullable Instant silentSince) {
    var acknowledgement = alert.acknowledgement();
    var resolution = alert.resolution();
    return new AlertView(
        alert.id(),
        alert.rule(),
        alert.rule(),
        alert.source(),
        alert.severity(),
        resolution != null ? "resolved" : acknowledgement != null ? "acknowledged" : "open",
        alert.message(),
        alert.startsAt(),
        alert.startsAt(),
        alert.lastSeenAt(),
        silentSince,
        alert.count(),
        alert.fingerprint(),
        alert.labels(),
        alert.annotations(),
        alert.caseId(),
        acknowledgement == null ? null : acknowledgement.by(),
        acknowledgement == null ? null : acknowledgement.at(),
        resolution != null,
        resolution == null ? null : resolution.text(),
        resolution == null ? null : resolution.by(),
        resolution == null ? null : resolution.at(),
        alert.version());
  }
}
