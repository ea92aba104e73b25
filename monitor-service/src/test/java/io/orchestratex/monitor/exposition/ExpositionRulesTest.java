package io.orchestratex.monitor.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExpositionRulesTest {

  private final PrometheusMeterRegistry own = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private static Sampled sampled(String target, Sample... samples) {
    return new Sampled(target, "host", Instant.EPOCH, List.of(samples));
  }

  private String text(Sampled... current) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (MetricSnapshots families :
        ExpositionRules.merged(
            own.getPrometheusRegistry().scrape(), List.of(current), name -> "Help of " + name)) {
      PrometheusTextFormatWriter.create().write(text, families);
    }
    return text.toString(UTF_8);
  }

  @Test
  void joinsOwnMetersWithSamplesOfTargetsUnderOneFamily() throws IOException {
    Gauge.builder("jvm.memory.used", () -> 1)
        .baseUnit("bytes")
        .description("Used")
        .tag("area", "heap")
        .register(own);
    FunctionTimer.builder("http.server.requests", this, _ -> 1, _ -> 1, TimeUnit.SECONDS)
        .description("Requests")
        .tag("uri", "/")
        .register(own);
    Counter.builder("x").description("Own x").register(own).increment(7);

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
            http_server_requests_seconds_count{target="a",uri="/"} 3
            http_server_requests_seconds_sum{target="a",uri="/"} 4.5
            http_server_requests_seconds_count{uri="/"} 1
            http_server_requests_seconds_sum{uri="/"} 1.0
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
  void leavesToAServiceWhatItExposesItself() {
    Sample meter = new Sample("jvm_memory_used_bytes", Map.of("area", "heap"), 2);
    Sample up = new Sample("ox_up", Map.of(), 1);
    Sampled service = new Sampled("a", "service", Instant.EPOCH, List.of(up, meter));
    Sampled host = sampled("b", up, meter);

    assertThat(ExpositionRules.notShownElsewhere(List.of(service, host), "service"::equals))
        .containsExactly(new Sampled("a", "service", Instant.EPOCH, List.of(up)), host);
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
  void showsASeriesOnceWithTheValueOfTheOwnMeter() throws IOException {
    Gauge.builder("x", () -> 1).tag("target", "a").register(own);

    assertThat(text(sampled("a", new Sample("x", Map.of(), 2))))
        .contains("x{target=\"a\"} 1.0\n")
        .doesNotContain("2.0");
  }

  @Test
  void leavesOutWhatTheFormatHasNoPlaceForAndKeepsTheRest() throws IOException {
    Gauge.builder("y.seconds", () -> 1).register(own);

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
