package io.orchestratex.alert.lifecycle;

import io.orchestratex.alert.lifecycle.Alert.Acknowledgement;
import io.orchestratex.alert.lifecycle.Alert.Resolution;
import io.orchestratex.contracts.AlertEvent;
import io.orchestratex.kit.failure.FailureException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The life of an alert.
 *
 * <pre>
 * raise        → open
 * open         → open          the condition is seen again: count grows, no message
 * open         → acknowledged  a person took notice
 * open, acknowledged → resolved  the condition ended, or a person says so; final
 * </pre>
 */
public final class AlertRules {

  private AlertRules() {}

  /** The next state, and the event for others. */
  public record Change(Alert next, AlertEvent event) {}

  /** A new alert; there must be no open one with its fingerprint. */
  public static Change raise(String id, Firing firing) {
    String fingerprint = firing.fingerprint();
    Alert alert =
        new Alert(
            id,
            firing.rule(),
            firing.source(),
            firing.severity(),
            firing.message(),
            firing.labels(),
            firing.annotations(),
            fingerprint,
            firing.startsAt(),
            firing.at(),
            1,
            null,
            null,
            null,
            1);
    return new Change(
        alert,
        new AlertEvent.Fired(
            id,
            fingerprint,
            firing.rule(),
            firing.source(),
            firing.severity().wire(),
            firing.message(),
            firing.labels(),
            firing.startsAt()));
  }

  /** The same condition again: one alert, seen once more. */
  public static Alert repeat(Alert alert, Firing firing) {
    return new Alert(
        alert.id(),
        alert.rule(),
        alert.source(),
        alert.severity(),
        firing.message(),
        alert.labels(),
        firing.annotations(),
        alert.fingerprint(),
        alert.startsAt(),
        firing.at().isAfter(alert.lastSeenAt()) ? firing.at() : alert.lastSeenAt(),
        alert.count() + 1,
        alert.caseId(),
        alert.acknowledgement(),
        alert.resolution(),
        alert.version());
  }

  /** A person takes notice. */
  public static Change acknowledge(Alert alert, String by, Instant now) {
    refuseResolved(alert, "acknowledged");
    if (alert.acknowledgement() != null) {
      throw FailureException.conflict(
          "alert.acknowledged",
          "Alert " + alert.id() + " was acknowledged by " + alert.acknowledgement().by() + ".");
    }
    return new Change(
        with(alert, new Acknowledgement(by, now), null),
        new AlertEvent.Acknowledged(alert.id(), by, now));
  }

  /**
   * The end.
   *
   * @param by null when the condition ended by itself
   */
  public static Change resolve(Alert alert, String resolution, @Nullable String by, Instant now) {
    refuseResolved(alert, "resolved");
    return new Change(
        with(alert, alert.acknowledgement(), new Resolution(resolution, by, now)),
        new AlertEvent.Resolved(alert.id(), alert.fingerprint(), resolution, by, now));
  }

  private static void refuseResolved(Alert alert, String wanted) {
    if (alert.resolution() != null) {
      throw FailureException.conflict(
          "alert.resolved",
          "Alert "
              + alert.id()
              + " was resolved at "
              + alert.resolution().at()
              + " and cannot be "
              + wanted
              + " any more.");
    }
  }

  private static Alert with(
      Alert alert, @Nullable Acknowledgement acknowledgement, @Nullable Resolution resolution) {
    return new Alert(
        alert.id(),
        alert.rule(),
        alert.source(),
        alert.severity(),
        alert.message(),
        alert.labels(),
        alert.annotations(),
        alert.fingerprint(),
        alert.startsAt(),
        alert.lastSeenAt(),
        alert.count(),
        alert.caseId(),
        acknowledgement,
        resolution,
        alert.version() + 1);
  }
}
