package io.orchestratex.alert.watch;

import java.time.Duration;

/**
 * When something that is always heard is silent.
 *
 * <pre>
 * waiting → flowing  it is heard for the first time
 * waiting → silent   never heard, and the grace after the start is over
 * flowing → silent   not heard for longer than the limit
 * silent  → flowing  it is heard again
 * </pre>
 *
 * <p>All times are those of a clock that only goes forward. A process that slept (stopped, frozen,
 * starved) heard nothing meanwhile, and that says nothing about others: what it listened to has the
 * whole limit again.
 */
final class SilenceRules {

  /** Two looks that are further apart than this say that the process slept. */
  static final Duration SLEPT = Duration.ofSeconds(8);

  private SilenceRules() {}

  /** Where something stands. */
  enum Phase {
    WAITING,
    FLOWING,
    SILENT
  }

  /**
   * What is known.
   *
   * @param heardNanos when it was heard last, or when listening began
   * @param lookedNanos when this was judged last
   */
  record Listening(Phase phase, long heardNanos, long lookedNanos) {

    Duration silence(long nowNanos) {
      return Duration.ofNanos(nowNanos - heardNanos);
    }

    boolean isSilent() {
      return phase == Phase.SILENT;
    }

    /** Whether it is silent for longer than a limit that is not the shortest one. */
    boolean isSilentFor(Duration limit, long nowNanos) {
      return isSilent() && silence(nowNanos).compareTo(limit) > 0;
    }
  }

  static Listening begun(long nowNanos) {
    return new Listening(Phase.WAITING, nowNanos, nowNanos);
  }

  /** It is heard. */
  static Listening heard(Listening listening, long nowNanos) {
    return new Listening(Phase.FLOWING, nowNanos, listening.lookedNanos());
  }

  /** A look, which comes about every second. */
  static Listening looked(Listening listening, long nowNanos, Duration limit, Duration startGrace) {
    if (nowNanos - listening.lookedNanos() > SLEPT.toNanos()) {
      long since = listening.isSilent() ? listening.heardNanos() : nowNanos;
      return new Listening(listening.phase(), since, nowNanos);
    }
    Duration patience = listening.phase() == Phase.WAITING ? startGrace : limit;
    boolean isSilent = listening.isSilent() || listening.silence(nowNanos).compareTo(patience) > 0;
    return new Listening(
        isSilent ? Phase.SILENT : listening.phase(), listening.heardNanos(), nowNanos);
  }
}
