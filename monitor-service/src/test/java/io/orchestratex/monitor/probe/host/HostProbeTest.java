package io.orchestratex.monitor.probe.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.ProbeContract;
import io.orchestratex.monitor.probe.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostProbeTest extends ProbeContract {

  @Override
  protected Probe probe() {
    return new HostProbe(new HostProbeSettings(List.of("/")));
  }

  @Override
  protected String liveAddress() {
    return "local";
  }

  @Override
  protected Set<String> expectedNames() {
    return Set.of("node_memory_used_ratio", "node_disk_used_ratio", "node_cpus");
  }

  private static List<Sample> measure(Probe.Session session) {
    return taken(session.measure(DEADLINE));
  }

  @Test
  void measuresProcessorsMemoryAndDisk() {
    try (Probe.Session session = open(liveAddress())) {
      measure(session);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(measure(session))
                  .extracting(Sample::name)
                  .contains(
                      "node_cpu_used_ratio",
                      "node_memory_used_ratio",
                      "node_disk_used_ratio",
                      "node_cpus"));
      assertThat(measure(session))
          .filteredOn(sample -> sample.name().endsWith("_used_ratio"))
          .isNotEmpty()
          .allSatisfy(sample -> assertThat(sample.value()).isBetween(0.0, 1.0));
      assertThat(measure(session))
          .anyMatch(sample ->
              sample.name().equals("node_disk_used_ratio")
                  && sample.labels().equals(Map.of("path", "/")));
    }
  }

  @Test
  void namesAPathThatIsNotThere() {
    try (HostSession session = new HostSession(List.of("/no/such/folder"))) {
      assertThat(session.measure(DEADLINE))
          .isInstanceOfSatisfying(
              Measurement.Failed.class,
              failed -> {
                assertThat(failed.reason()).isEqualTo(Reason.PARSE);
                assertThat(failed.detail()).contains("/no/such/folder");
              });
    }
  }
}
