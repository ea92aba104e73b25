package io.orchestratex.alert.watch;

import io.orchestratex.alert.rule.RuleEvaluation;
import io.orchestratex.alert.watch.SilenceRules.Listening;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was heard of the samples, of all targets together and of each. A sample counts when it is
 * newer than what was heard of its target before: by others no rule would be judged, so a clock
 * that was put back or runs far ahead is silence as well. Used by one thread.
 */
final class SampleFlow {

  /** A target is silent when it misses more than this many of its measurements. */
  private static final int MISSED = 3;

  /** How long samples of a target that was removed may be on their way. */
  private static final Duration LAST_SAMPLES = Duration.ofSeconds(30);

  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

  private final Duration startGrace;
  private final Duration slack;
  private final Map<String, Target> targets = new TreeMap<>();
  private Listening all;
  private @Nullable Instant oddTime;

  /** Targets that people removed, and when that was heard. */
  private final Map<String, Long> removedNanos = new TreeMap<>();

  SampleFlow(Duration startGrace, Duration slack, long nowNanos) {
    this.startGrace = startGrace;
    this.slack = slack;
    this.all = SilenceRules.begun(nowNanos);
  }

  /** What was heard of one target. */
  private final class Target {
    private Instant newest;
    private long heardNanos;
    private Duration interval = Duration.ZERO;
    private Duration intervalBefore = Duration.ZERO;

    Target(Instant newest) {
      this.newest = newest;
    }

    /** For how long others were heard and it was not. */
    Duration silence() {
      return Duration.ofNanos(all.heardNanos() - heardNanos);
    }

    /** The shorter of the last two, so that an outage does not count as one. */
    Duration usual() {
      if (intervalBefore.isZero()) {
        return interval;
      }
      return interval.compareTo(intervalBefore) < 0 ? interval : intervalBefore;
    }

    Duration limit(Duration wanted) {
      return longer(wanted, usual().multipliedBy(MISSED).plus(slack));
    }
  }

  /**
   * A sample came.
   *
   * @param at its own time
   */
  void heard(String name, Instant at, Instant now, long nowNanos) {
    if (isRemoved(name, nowNanos)) {
      return;
    }
    Target target = targets.get(name);
    if (RuleEvaluation.tooFarAhead(at, now) || (target != null && !at.isAfter(target.newest))) {
      oddTime = at;
      return;
    }
    oddTime = null;
    passOver(nowNanos - all.heardNanos());
    if (target == null) {
      target = new Target(at);
      targets.put(name, target);
    } else {
      Duration since = Duration.between(target.newest, at);
      target.intervalBefore = target.interval;
      target.interval = since.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : since;
      target.newest = at;
    }
    target.heardNanos = nowNanos;
    all = SilenceRules.heard(all, nowNanos);
  }

  /** A time in which nothing was heard at all is no silence of any one target. */
  private void passOver(long gapNanos) {
    Duration usual =
        targets.values().stream()
            .map(Target::usual)
            .filter(interval -> !interval.isZero())
            .min(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    if (gapNanos > longer(SilenceRules.SLEPT, usual.multipliedBy(MISSED)).toNanos()) {
      targets.values().forEach(target -> target.heardNanos += gapNanos);
    }
  }

  /** A look at all samples together. */
  Listening look(Duration limit, long nowNanos) {
    Duration fastest =
        targets.values().stream()
            .filter(target -> !target.usual().isZero())
            .map(target -> target.limit(limit))
            .min(Comparator.naturalOrder())
            .orElse(limit);
    Listening before = all;
    all = SilenceRules.looked(all, nowNanos, fastest, startGrace);
    passOver(all.heardNanos() - before.heardNanos());
    return all;
  }

  /**
   * A look at each target.
   *
   * @return those that are silent while others are not, with for how long
   */
  Map<String, Duration> silentTargets(Duration limit) {
    Map<String, Duration> silent = new TreeMap<>();
    targets.forEach((name, target) -> {
      if (target.silence().compareTo(target.limit(limit)) > 0) {
        silent.put(name, target.silence());
      }
    });
    return silent;
  }

  /** Whether samples of a target come. */
  boolean isHeard(String name, Duration limit) {
    Target target = targets.get(name);
    return target != null && target.silence().compareTo(target.limit(limit)) <= 0;
  }

  /** Nothing more is expected of a target. */
  void forget(String name) {
    targets.remove(name);
  }

  /** A person removed a target: samples that were on their way then are its last ones. */
  void removed(String name, long nowNanos) {
    forget(name);
    removedNanos.put(name, nowNanos);
  }

  /** A person added a target, perhaps one that was removed before. */
  void added(String name) {
    removedNanos.remove(name);
  }

  private boolean isRemoved(String name, long nowNanos) {
    Long at = removedNanos.get(name);
    if (at == null) {
      return false;
    }
    if (nowNanos - at > LAST_SAMPLES.toNanos()) {
      removedNanos.remove(name);
      return false;
    }
    return true;
  }

  /** The time of the last sample when that was one which cannot be used, else null. */
  @Nullable Instant oddTime() {
    return oddTime;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
