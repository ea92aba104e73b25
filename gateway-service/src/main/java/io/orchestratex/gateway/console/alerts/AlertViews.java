package io.orchestratex.gateway.console.alerts;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.service.alert.Alert;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What pages say about alerts and their severity. */
public final class AlertViews {

  private AlertViews() {}

  /** A severity in its word and colour. */
  public static Badge severity(String severity) {
    return new Badge(
        switch (severity) {
          case "critical" -> Tone.BAD;
          case "high", "medium" -> Tone.WARN;
          default -> Tone.NEUTRAL;
        },
        severity);
  }

  /** How far an alert is. */
  public static Badge state(Alert alert) {
    return switch (alert.state()) {
      case "open" -> new Badge(Tone.BAD, "firing");
      case "acknowledged" -> new Badge(Tone.BUSY, "acknowledged");
      default -> new Badge(Tone.GOOD, "resolved");
    };
  }

  /** The filter of a table by severity. */
  public static Filter severities() {
    return Filter.Choice.of("severity", "Severity", List.of("critical", "high", "medium", "low"));
  }

  /** Why an alert cannot be acknowledged; null when it can. */
  static @Nullable String whyNotAcknowledged(Alert alert) {
    if (alert.resolved()) {
      return "It is resolved.";
    }
    return alert.isFiring() ? null : "It was acknowledged by " + alert.acknowledgedBy() + ".";
  }
}
