package io.orchestratex.gateway.console.drills;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Times;
import io.orchestratex.gateway.console.service.backup.Drill;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the pages about drills say about one. */
final class DrillViews {

  private DrillViews() {}

  static Badge state(Drill drill) {
    return switch (drill.state()) {
      case "succeeded" -> new Badge(Tone.GOOD, "passed");
      case "failed" ->
          "failed".equals(drill.result())
              ? new Badge(Tone.BAD, "failed")
              : new Badge(Tone.WARN, "not carried out");
      case "cancelled" -> new Badge(Tone.NEUTRAL, "cancelled");
      default -> new Badge(Tone.BUSY, drill.state());
    };
  }

  static Badge state(Drill.PartOfDrill part) {
    return switch (part.state()) {
      case "passed" -> new Badge(Tone.GOOD, "passed");
      case "failed" -> new Badge(Tone.BAD, "failed");
      case "not_carried_out" -> new Badge(Tone.WARN, "not carried out");
      case "running" -> new Badge(Tone.BUSY, "running");
      default -> new Badge(Tone.NEUTRAL, part.state());
    };
  }

  /** What its end means for the backup; null until then. */
  static @Nullable String meaning(Drill drill) {
    return switch (drill.state()) {
      case "succeeded" ->
          "Everything was restored into scratch servers and equals the backup, by counts and"
              + " hashes.";
      case "cancelled" -> "It was cancelled; nothing is said about the backup.";
      case "failed" ->
          "failed".equals(drill.result())
              ? "The backup does not count as good any more: retention, alerts and readiness look"
                  + " for another one."
              : "The drill could not be carried out; nothing is said about the backup.";
      default -> null;
    };
  }

  static String duration(@Nullable Long millis) {
    return millis == null ? "–" : Times.length(Duration.ofMillis(millis));
  }

  /** How many records there are in place of those that should be. */
  static String found(Drill.Unequal unequal) {
    Long count = unequal.count();
    if (count == null) {
      return "missing";
    }
    return count == unequal.expectedCount() ? "the same number, other content" : count.toString();
  }
}
