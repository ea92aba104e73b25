package io.orchestratex.monitor.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.ProbeSettings;
import io.orchestratex.monitor.probe.Probes;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.SampleBag;
import io.orchestratex.monitor.sample.LatestSamples;
import io.orchestratex.monitor.sample.SamplePublisher;
import io.orchestratex.monitor.target.Target;
import io.orchestratex.monitor.target.TargetList;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures each target on a schedule of its own: the first time at a random moment of the first
 * interval, then each interval, one measurement at a time. What one target does never moves the
 * schedule of another.
 *
 * <p>Each measurement is this process's current one of the target, and the replica whose turn it is
 * publishes it: {@code ox_up} is 1, or 0 with a label {@code reason}; {@code
 * ox_probe_duration_seconds} says how long the measurement took.
 */
@Context
public final class ProbeSchedule {

  private static final Logger LOG = LoggerFactory.getLogger(ProbeSchedule.class);

  /** A target that misses this many measurements is not shown as current. */
  private static final int CURRENT_INTERVALS = 5;

  private final TargetList targets;
  private final Probes probes;
  private final ProbeSettings settings;
  private final SamplePublisher publisher;
  private final LatestSamples latest;
  private final PublishingTurn turn;
  private final InstantSource clock;
  private final MeterRegistry metrics;
  private final Map<String, TargetState> states = new ConcurrentHashMap<>();
  private List<TargetWatch> watches = List.of();

  ProbeSchedule(
      TargetList targets,
      Probes probes,
      ProbeSettings settings,
      SamplePublisher publisher,
      LatestSamples latest,
      PublishingTurn turn,
      InstantSource clock,
      MeterRegistry metrics) {
    this.targets = targets;
    this.probes = probes;
    this.settings = settings;
    this.publisher = publisher;
    this.latest = latest;
    this.turn = turn;
    this.clock = clock;
    this.metrics = metrics;
  }

  @PostConstruct
  void start() {
    watches = targets.all().stream().map(this::watch).toList();
    watches.forEach(TargetWatch::start);
  }

  private TargetWatch watch(Target target) {
    Probe probe = probes.of(target);
    states.put(target.id(), TargetState.unknown(target));
    long jitterNanos = ThreadLocalRandom.current().nextLong(settings.interval().toNanos());
    return new TargetWatch(
        target.id(),
        probe.open(target),
        settings.interval(),
        settings.deadline(),
        Duration.ofNanos(jitterNanos),
        (measurement, took) -> report(target, measurement, took));
  }

  @PreDestroy
  void stop() {
    watches.forEach(TargetWatch::stop);
  }

  /** The targets' states, in the order of the settings. */
  public List<TargetState> states() {
    return targets.all().stream()
        .map(target -> Objects.requireNonNull(states.get(target.id())))
        .toList();
  }

  /** The state of a target; empty when there is no such target. */
  public Optional<TargetState> state(String target) {
    return Optional.ofNullable(states.get(target));
  }

  private void report(Target target, Measurement measurement, Duration took) {
    // The start keeps to the schedule however long a measurement takes, and regular times pack
    // well.
    Instant at = Instant.ofEpochMilli(clock.millis() - took.toMillis());
    TargetState before = Objects.requireNonNull(states.get(target.id()));
    states.put(target.id(), before.after(measurement, at, took));
    SampleBag bag = new SampleBag();
    bag.add("ox_probe_duration_seconds", took.toNanos() / 1e9);
    switch (measurement) {
      case Measurement.Taken(List<Sample> samples) -> bag.add("ox_up", 1).addAll(samples);
      case Measurement.Failed(Reason reason, var _) -> {
        bag.add("ox_up", 0, "reason", reason.label());
        metrics
            .counter("orchestratex.probe.failures", "target", target.id(), "reason", reason.label())
            .increment();
      }
    }
    logChange(target, before.failure(), measurement);
    Sampled measured = new Sampled(target.id(), target.engine(), at, bag.samples());
    latest.put(measured, settings.interval().multipliedBy(CURRENT_INTERVALS));
    if (turn.mine()) {
      publisher.publish(measured);
    }
  }

  private static void logChange(
      Target target, Measurement.@Nullable Failed before, Measurement measurement) {
    if (measurement instanceof Measurement.Failed(Reason reason, String detail)) {
      if (before == null || before.reason() != reason) {
        LOG.atWarn()
            .addKeyValue("target", target.id())
            .addKeyValue("reason", reason.label())
            .log("target cannot be measured: {}", detail);
      }
    } else if (before != null) {
      LOG.atInfo().addKeyValue("target", target.id()).log("target can be measured again");
    }
  }
}
