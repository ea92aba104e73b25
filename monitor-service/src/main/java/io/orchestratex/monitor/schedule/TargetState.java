package io.orchestratex.monitor.schedule;

import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.target.Target;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a target was when it was last measured.
 *
 * @param lastMeasuredAt when a measurement was last tried; null before the first
 * @param took how long that took
 * @param failure null while the target is up or not measured yet
 * @param since when it went up or down
 */
public record TargetState(
    Target target,
    Status status,
    @Nullable Instant lastMeasuredAt,
    Duration took,
    Measurement.@Nullable Failed failure,
    @Nullable Instant since) {

  /** Whether a target can be measured. */
  public enum Status {
    UNKNOWN,
    UP,
    DOWN
  }

  static TargetState unknown(Target target) {
    return new TargetState(target, Status.UNKNOWN, null, Duration.ZERO, null, null);
  }

  /** Of a target whose address cannot be read. */
  static TargetState unreadable(Target target, String fault, Instant since) {
    return new TargetState(
        target,
        Status.DOWN,
        null,
        Duration.ZERO,
        new Measurement.Failed(Reason.AUTH, fault),
        since);
  }

  /** The state after a measurement. */
  TargetState after(Measurement measurement, Instant at, Duration duration) {
    Measurement.Failed failed = measurement instanceof Measurement.Failed f ? f : null;
    Status next = failed == null ? Status.UP : Status.DOWN;
    return new TargetState(target, next, at, duration, failed, next == status ? since : at);
  }
}
