package io.orchestratex.alert.lifecycle;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert as callers see it.
 *
 * @param id 24 hex digits
 * @param type the same as {@code rule}
 * @param rule id of the rule that raised it
 * @param source what it is about: the id of a target, or the name of a service
 * @param severity how bad it is
 * @param state open, acknowledged (open, and a person works on it) or resolved
 * @param message what happened, for people
 * @param timestamp the same as {@code starts_at}
 * @param startsAt when the condition began to hold, by the time of the measurement
 * @param lastSeenAt when the condition was seen last, by the time of the measurement
 * @param silentSince when its series was measured last, if that is longer ago than five minutes: it
 *     stays open, and whether the condition still holds is unknown; else left out
 * @param count how often the condition was seen while the alert was open, from 1
 * @param fingerprint hash of rule and labels; at most one open alert has it
 * @param labels what identifies the condition, such as target, database and collection
 * @param annotations what helps a person and identifies nothing, such as the measured value
 * @param caseId id of the case that works on it; left out while there is none
 * @param acknowledgedBy name of the user who acknowledged it; left out before
 * @param acknowledgedAt when it was acknowledged; left out before
 * @param resolved whether it has ended
 * @param resolution how it ended, for people; left out while it is open
 * @param resolvedBy name of the user who ended it; left out when the condition ended by itself
 * @param resolvedAt when it ended; left out while it is open
 * @param version grows by one with each change that is published, from 1
 */
@Schema(name = "Alert")
public record AlertView(
    String id,
    String type,
    String rule,
    String source,
    Severity severity,
    @Schema(allowableValues = {"open", "acknowledged", "resolved"}) String state,
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
