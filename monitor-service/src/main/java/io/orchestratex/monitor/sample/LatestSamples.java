package io.orchestratex.monitor.sample;

import io.orchestratex.contracts.MetricEvent.Sampled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest measurement of each target, in memory: what this process measured itself, and what
 * others published. A target that was not measured for a while is not shown.
 */
@Singleton
public final class LatestSamples {

  private static final Duration MAX_CLOCK_AHEAD = Duration.ofMinutes(10);

  private final Map<String, Current> byTarget = new ConcurrentHashMap<>();
  private final InstantSource clock;

  LatestSamples(InstantSource clock) {
    this.clock = clock;
  }

  private record Current(Sampled measured, Instant until) {}

  /**
   * Keeps a measurement unless a newer one of its target is known.
   *
   * @param current how long it counts as current
   */
  public void put(Sampled measurement, Duration current) {
    byTarget.merge(
        measurement.targetId(),
        new Current(measurement, measurement.at().plus(current)),
        this::newer);
  }

  /** What a clock that ran ahead measured is not newer than what a right one says. */
  private Current newer(Current known, Current other) {
    Instant limit = clock.instant().plus(MAX_CLOCK_AHEAD);
    boolean knownAhead = known.measured().at().isAfter(limit);
    boolean otherAhead = other.measured().at().isAfter(limit);
    if (knownAhead != otherAhead) {
      return otherAhead ? known : other;
    }
    return other.measured().at().isAfter(known.measured().at()) ? other : known;
  }

  /** The current measurements, by target. */
  public List<Sampled> all() {
    Instant now = clock.instant();
    byTarget.values().removeIf(current -> current.until().isBefore(now));
    return byTarget.values().stream()
        .map(Current::measured)
        .sorted(Comparator.comparing(Sampled::targetId))
        .toList();
  }

  /** The current measurement of a target. */
  public Optional<Sampled> of(String target) {
    return all().stream().filter(measurement -> measurement.targetId().equals(target)).findFirst();
  }
}
