package io.orchestratex.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchestratex.monitor.sample.LatestSamples;
import io.orchestratex.monitor.schedule.ProbeSchedule;
import io.orchestratex.monitor.schedule.TargetState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Two processes on the same stores that measure the same targets. */
class ReplicasTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final String target = "svc-" + UUID.randomUUID();

  @Test
  void keepEachSampleOnceAndTakeOverFromEachOther() {
    RunningMonitor stopped =
        RunningMonitor.with("replicas_test")
            .target(target, "service", "http://127.0.0.1:1")
            .every(INTERVAL, Duration.ofSeconds(1));
    try (RunningMonitor second = stopped.started()) {
      try (RunningMonitor first = second.replica()) {
        Instant both = Instant.now();
        await().atMost(SOON).until(() -> moments(first, both).size() >= 6);

        // Two that publish have a gap of half an interval or less at some place.
        assertThat(smallestGap(moments(first, both)))
            .isGreaterThan(INTERVAL.dividedBy(2).plusMillis(200));
        for (RunningMonitor each : List.of(first, second)) {
          assertThat(each.bean(LatestSamples.class).of(target)).isPresent();
          assertThat(each.bean(ProbeSchedule.class).states())
              .extracting(TargetState::status)
              .containsExactly(TargetState.Status.DOWN);
        }
      }
      Instant alone = Instant.now();
      await().atMost(SOON).until(() -> moments(second, alone).size() >= 2);
    }
  }

  private TreeSet<Long> moments(RunningMonitor monitor, Instant from) {
    return new TreeSet<>(monitor.samples("ox_up", target, from).keySet());
  }

  private static Duration smallestGap(TreeSet<Long> moments) {
    long smallest = Long.MAX_VALUE;
    Long before = null;
    for (long at : moments) {
      smallest = before == null ? smallest : Math.min(smallest, at - before);
      before = at;
    }
    return Duration.ofMillis(smallest);
  }
}
