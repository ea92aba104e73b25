package io.orchestratex.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.Gate;
import io.orchestratex.local.TestEngines;
import io.orchestratex.monitor.sample.LatestSamples;
import io.orchestratex.monitor.sample.SamplePublisher;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Stops and outages around the service. */
class MonitorRestartTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void goesOnWhereItStopped() {
    String target = "restart-" + UUID.randomUUID();
    Instant begin = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    try (RunningMonitor monitor = RunningMonitor.with("restart_test").started()) {
      publish(target, begin, 0, 50);
      await().atMost(SOON).until(() -> !monitor.samples("n", target, begin).isEmpty());
      publish(target, begin, 50, 100);

      monitor.stop();
      monitor.start();

      publish(target, begin, 100, 110);
      await().atMost(SOON).until(() -> monitor.samples("n", target, begin).size() >= 110);
      assertThat(values(monitor, target, begin)).hasSize(110);
    }
  }

  private static void publish(String target, Instant begin, int from, int to) {
    for (int i = from; i < to; i++) {
      RunningMonitor.publish(
          new Sampled(target, "test", begin.plusSeconds(i), List.of(new Sample("n", Map.of(), i))));
    }
  }

  private static Set<Double> values(RunningMonitor monitor, String target, Instant begin) {
    return new TreeSet<>(monitor.samples("n", target, begin).values());
  }

  @Test
  void measuresOnWhileKafkaIsDownWithBoundedMemory() {
    RunningMonitor stopped =
        RunningMonitor.with("outage_test")
            .target("host", "host", "local")
            .every(Duration.ofSeconds(1), Duration.ofMillis(900))
            .set(
                Map.of(
                    "kafka.bootstrap.servers",
                    "127.0.0.1:1",
                    "orchestratex.monitor.sample.buffered-measurements",
                    10));
    try (RunningMonitor monitor = stopped.started()) {
      LatestSamples latest = monitor.bean(LatestSamples.class);
      await().atMost(SOON).until(() -> latest.of("host").isPresent());
      Instant first = latest.of("host").orElseThrow().at();

      await().atMost(SOON).until(() -> latest.of("host").orElseThrow().at().isAfter(first));
      assertThat(monitor.get("/health/readiness", null).statusCode()).isEqualTo(200);
      SamplePublisher publisher = monitor.bean(SamplePublisher.class);
      for (int i = 0; i < 1_000; i++) {
        publisher.publish(
            new Sampled(
                "burst",
                "test",
                Instant.now().plusMillis(i),
                List.of(new Sample("n", Map.of(), i))));
      }
      double dropped =
          monitor.bean(MeterRegistry.class).get("orchestratex.samples.dropped").counter().count();
      assertThat(dropped).isGreaterThan(980);
    }
  }

  @Test
  void whatWasMeasuredDuringAnOutageFollows() throws Exception {
    TestEngines.Kafka kafka = TestEngines.shared().kafka();
    String target = "follow-" + UUID.randomUUID();
    Instant begin = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    try (Gate gate = new Gate(kafka.bootstrapServers().split(",", -1)[0])) {
      RunningMonitor stopped =
          RunningMonitor.with("follow_test").set(Map.of("kafka.bootstrap.servers", gate.address()));
      try (RunningMonitor monitor = stopped.started()) {
        SamplePublisher publisher = monitor.bean(SamplePublisher.class);
        for (int i = 0; i < 20; i++) {
          publisher.publish(
              new Sampled(
                  target, "test", begin.plusSeconds(i), List.of(new Sample("n", Map.of(), i))));
        }
        // Longer than the producer waits for a broker before it refuses a record.
        await().pollDelay(Duration.ofSeconds(6)).until(() -> true);

        gate.open();

        await().atMost(SOON).until(() -> monitor.samples("n", target, begin).size() >= 20);
        assertThat(values(monitor, target, begin)).hasSize(20);
      }
    }
  }
}
