package io.orchestratex.monitor.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.readiness.StoreReady;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.ProbeSettings;
import io.orchestratex.monitor.probe.Probes;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.SampleBag;
import io.orchestratex.monitor.sample.LatestSamples;
import io.orchestratex.monitor.sample.SamplePublisher;
import io.orchestratex.monitor.target.Target;
import io.orchestratex.monitor.target.TargetRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
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
 * schedule of another. Targets that people add are measured from then on, at the latest after one
 * interval; those that they remove are not.
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

  private final TargetRegistry targets;
  private final Probes probes;
  private final ProbeSettings settings;
  private final SamplePublisher publisher;
  private final LatestSamples latest;
  private final PublishingTurn turn;
  private final InstantSource clock;
  private final MeterRegistry metrics;
  private final Map<String, TargetState> states = new ConcurrentHashMap<>();
  private final Map<String, Watched> watches = new HashMap<>();
  private final BackgroundThread refreshing;
  private boolean reading;
  private boolean stopped;

  /** A target and what measures it; null where its address cannot be read. */
  private record Watched(TargetRegistry.Known known, @Nullable TargetWatch watch) {}

  ProbeSchedule(
      TargetRegistry targets,
      TargetListSettings listSettings,
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
    this.refreshing =
        BackgroundThread.ofRounds(
            Thread.ofPlatform().name("target-list").daemon(),
            listSettings.refresh(),
            this::refresh,
            fault -> LOG.atWarn().log("added targets cannot be read: {}", fault));
  }

  @PostConstruct
  synchronized void start() {
    targets.all().forEach(this::begin);
  }

  /** Without its store the service measures what the settings name. */
  @EventListener
  synchronized void onStoreReady(StoreReady ready) {
    if (!reading) {
      reading = true;
      refreshing.start();
    }
  }

  /** Begins to measure what is new or changed, and ends what is gone. */
  public synchronized void refresh() {
    if (stopped) {
      return;
    }
    targets.refresh();
    Map<String, TargetRegistry.Known> wanted = new HashMap<>();
    targets.all().forEach(each -> wanted.put(each.target().id(), each));
    for (Watched each : List.copyOf(watches.values())) {
      String id = each.known().target().id();
      TargetRegistry.Known now = wanted.get(id);
      if (now == null
          || !now.target().equals(each.known().target())
          || !Objects.equals(now.fault(), each.known().fault())) {
        watches.remove(id);
        states.remove(id);
        end(each);
      }
    }
    wanted.values().stream()
        .filter(each -> !watches.containsKey(each.target().id()))
        .forEach(this::begin);
  }

  private void begin(TargetRegistry.Known known) {
    Target target = known.target();
    String fault = known.fault();
    TargetWatch watch = fault == null ? watch(target) : null;
    if (fault != null) {
      states.put(target.id(), TargetState.unreadable(target, fault, clock.instant()));
    }
    watches.put(target.id(), new Watched(known, watch));
    if (watch != null) {
      watch.start();
    }
  }

  private static void end(Watched each) {
    if (each.watch() != null) {
      each.watch().stop();
    }
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
  void stop() throws InterruptedException {
    refreshing.interrupt();
    synchronized (this) {
      stopped = true;
      watches.values().forEach(ProbeSchedule::end);
    }
  }

  /** The targets' states, by id. */
  public List<TargetState> states() {
    return states.values().stream()
        .sorted(Comparator.comparing(each -> each.target().id()))
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
    TargetState before = states.get(target.id());
    if (before == null
        || !before.target().equals(target)
        || !states.replace(target.id(), before, before.after(measurement, at, took))) {
      return; // It was removed or changed meanwhile.
    }
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
