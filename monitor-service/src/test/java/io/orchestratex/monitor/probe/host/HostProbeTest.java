package io.orchestratex.monitor.probe.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostProbeTest {

  private static List<Sample> look(Probe.Session session) {
    return ((Measurement.Taken) session.measure(Duration.ofSeconds(3))).samples();
  }

  @Test
  void measuresProcessorsMemoryAndDisk() {
    try (HostSession session = new HostSession(List.of("/"))) {
      look(session);
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() ->
              assertThat(look(session))
                  .extracting(Sample::name)
                  .contains(
                      "node_cpu_used_ratio",
                      "node_memory_used_ratio",
                      "node_disk_used_ratio",
                      "node_cpus"));
      assertThat(look(session))
          .filteredOn(sample -> sample.name().endsWith("_used_ratio"))
          .isNotEmpty()
          .allSatisfy(sample -> assertThat(sample.value()).isBetween(0.0, 1.0));
      assertThat(look(session))
          .anyMatch(sample ->
              sample.name().equals("node_disk_used_ratio")
                  && sample.labels().equals(Map.of("path", "/")));
    }
  }

  @Test
  void namesAPathThatIsNotThere() {
    try (HostSession session = new HostSession(List.of("/no/such/folder"))) {
      assertThat(session.measure(Duration.ofSeconds(3)))
          .isInstanceOfSatisfying(
              Measurement.Failed.class,
              failed -> {
                assertThat(failed.reason()).isEqualTo(Reason.PARSE);
                assertThat(failed.detail()).contains("/no/such/folder");
              });
    }
  }
}
