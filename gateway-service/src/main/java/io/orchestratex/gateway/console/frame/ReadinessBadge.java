package io.orchestratex.gateway.console.frame;

import io.orchestratex.gateway.console.frame.Badge.Tone;

/** A verdict on readiness, which several pages show. */
public final class ReadinessBadge {

  private ReadinessBadge() {}

  /** The badge of ready, at-risk or not-ready. */
  public static Badge of(String verdict) {
    return switch (verdict) {
      case "ready" -> new Badge(Tone.GOOD, "ready");
      case "at-risk" -> new Badge(Tone.WARN, "at risk");
      case "not-ready" -> new Badge(Tone.BAD, "not ready");
      default -> new Badge(Tone.NEUTRAL, verdict);
    };
  }
}
