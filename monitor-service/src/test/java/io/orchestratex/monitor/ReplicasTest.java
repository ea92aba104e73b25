package io.orchestratex.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.monitor.sample.LatestSamples;
import io.orchestratex.monitor.sample.SampleStore;
import io.orchestratex.monitor.sample.SeriesSelector;
import io.orchestratex.monitor.schedule.ProbeSchedule;
import io.orchestratex.monitor.schedule.TargetState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    Map<String, Object> properties = MonitorProperties.of("replicas_test");
    MonitorProperties.addTarget(properties, target, "service", "http://127.0.0.1:1");
    properties.put("orchestratex.monitor.probe.interval", "2s");
    properties.put("orchestratex.monitor.probe.deadline", "1s");
    try (EmbeddedServer second = ApplicationContext.run(EmbeddedServer.class, properties)) {
      try (EmbeddedServer first = ApplicationContext.run(EmbeddedServer.class, properties)) {
        Instant both = Instant.now();
        await().atMost(SOON).until(() -> moments(first, both).size() >= 6);

        // Two that publish have a gap of half an interval or less at some place.
        assertThat(smallestGap(moments(first, both)))
            .isGreaterThan(INTERVAL.dividedBy(2).plusMillis(200));
        for (EmbeddedServer each : List.of(first, second)) {
          ApplicationContext context = each.getApplicationContext();
          assertThat(context.getBean(LatestSamples.class).of(target)).isPresent();
          assertThat(context.getBean(ProbeSchedule.class).states())
              .extracting(TargetState::status)
              .containsExactly(TargetState.Status.DOWN);
        }
      }
      Instant alone = Instant.now();
      await().atMost(SOON).until(() -> moments(second, alone).size() >= 2);
    }
  }

  private TreeSet<Long> moments(EmbeddedServer server, Instant from) {
    SampleStore store = server.getApplicationContext().getBean(SampleStore.class);
    TreeSet<Long> moments = new TreeSet<>();
    store.read(
        store.find(new SeriesSelector("ox_up", target, Map.of()), 10),
        from,
        from.plusSeconds(3_600),
        (_, at, _) -> moments.add(at));
    return moments;
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
