package io.orchestratex.monitor.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpositionRulesTest {

  private final PrometheusRegistry own = new PrometheusRegistry();

  private static Sampled sampled(String target, Sample... samples) {
    return new Sampled(target, "host", Instant.EPOCH, List.of(samples));
  }

  private String text(Sampled... current) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (MetricSnapshot family :
        ExpositionRules.merged(own.scrape(), List.of(current), name -> "Help of " + name)) {
      PrometheusTextFormatWriter.create().write(text, MetricSnapshots.of(family));
    }
    return text.toString(UTF_8);
  }

  @Test
  void joinsOwnMetersWithSamplesOfTargetsUnderOneFamily() throws IOException {
    Gauge.builder()
        .name("jvm_memory_used_bytes")
        .help("Used")
        .labelNames("area")
        .register(own)
        .labelValues("heap")
        .set(1);
    Summary.builder()
        .name("http_server_requests_seconds")
        .help("Requests")
        .labelNames("uri")
        .register(own)
        .labelValues("/")
        .observe(1);
    Counter.builder().name("x_total").help("Own x").register(own).inc(7);

    assertThat(
            text(
                sampled(
                    "a",
                    new Sample("jvm_memory_used_bytes", Map.of("area", "heap"), 2),
                    new Sample("http_server_requests_seconds_count", Map.of("uri", "/"), 3),
                    new Sample("http_server_requests_seconds_sum", Map.of("uri", "/"), 4.5),
                    new Sample("x_total", Map.of("target", "evil\"}\n"), 5),
                    new Sample("other_seconds_sum", Map.of(), 1),
                    new Sample("other_seconds_count", Map.of(), 1)),
                sampled("b", new Sample("x_total", Map.of(), 6))))
        .isEqualTo(
            """
            # HELP http_server_requests_seconds Requests
            # TYPE http_server_requests_seconds summary
            http_server_requests_seconds_count{uri="/"} 1
            http_server_requests_seconds_sum{uri="/"} 1.0
            http_server_requests_seconds_count{target="a",uri="/"} 3
            http_server_requests_seconds_sum{target="a",uri="/"} 4.5
            # HELP jvm_memory_used_bytes Used
            # TYPE jvm_memory_used_bytes gauge
            jvm_memory_used_bytes{area="heap"} 1.0
            jvm_memory_used_bytes{area="heap",target="a"} 2.0
            # HELP other_seconds Help of other_seconds
            # TYPE other_seconds summary
            other_seconds_count{target="a"} 1
            other_seconds_sum{target="a"} 1.0
            # HELP x_total Own x
            # TYPE x_total counter
            x_total 7.0
            x_total{exported_target="evil\\"}\\n",target="a"} 5.0
            x_total{target="b"} 6.0
            """);
  }

  @Test
  void aGaugeAndACounterMayHaveTheSameStem() throws IOException {
    assertThat(text(sampled("a", new Sample("x", Map.of(), 1), new Sample("x_total", Map.of(), 2))))
        .contains("\nx{target=\"a\"} 1.0\n")
        .contains("\nx_total{target=\"a\"} 2.0\n");
  }

  @Test
  void aSumWithoutACountIsAGauge() throws IOException {
    assertThat(text(sampled("a", new Sample("x_sum", Map.of(), 1))))
        .contains("# TYPE x_sum gauge\nx_sum{target=\"a\"} 1.0\n");
  }

  @Test
  void showsASeriesOnceAndTheOwnOneFirst() throws IOException {
    Gauge.builder().name("x").labelNames("target").register(own).labelValues("a").set(1);

    assertThat(text(sampled("a", new Sample("x", Map.of(), 2))))
        .contains("x{target=\"a\"} 1.0\n")
        .doesNotContain("2.0");
  }

  @Test
  void leavesOutWhatTheFormatHasNoPlaceForAndKeepsTheRest() throws IOException {
    Gauge.builder().name("y_seconds").register(own).set(1);

    String text =
        text(
            sampled(
                "a",
                new Sample("below_total", Map.of(), -1),
                new Sample("_total", Map.of(), 1),
                new Sample("x_bucket", Map.of("le", "1"), 1),
                new Sample("x_info", Map.of(), 1),
                new Sample("x", Map.of("__hidden", "1"), 1),
                new Sample("y_seconds_count", Map.of(), 1),
                new Sample("y_seconds_sum", Map.of(), 1),
                new Sample("good", Map.of(), 1)));

    assertThat(text.lines().filter(line -> !line.startsWith("#")))
        .containsExactly("good{target=\"a\"} 1.0", "y_seconds 1.0");
  }
}
