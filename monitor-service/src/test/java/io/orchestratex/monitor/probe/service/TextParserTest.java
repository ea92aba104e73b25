package io.orchestratex.monitor.probe.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orchestratex.monitor.probe.service.TextParser.Line;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextParserTest {

  private static final String TEXT =
      """
      # HELP a_total What\\nis \\\\ counted
      # TYPE a_total counter
      a_total{path="C:\\\\d \\"x\\"\\n{}",b="2",} 1.5e3 1395066363000
      # a comment

      # TYPE s summary
      s{quantile="0.5"} NaN
      s_sum 4
      s_count 2
      # TYPE h histogram
      h_bucket{le="+Inf"} 2
      h_sum 3
      h_count 2
      no_type -Inf
      """;

  @Test
  void readsTheFormat() {
    List<Line> lines = TextParser.parse(TEXT, _ -> true);

    assertThat(lines)
        .extracting(Line::name)
        .containsExactly(
            "a_total", "s", "s_sum", "s_count", "h_bucket", "h_sum", "h_count", "no_type");
    assertThat(lines.getFirst())
        .isEqualTo(new Line("a_total", Map.of("path", "C:\\d \"x\"\n{}", "b", "2"), 1500));
    assertThat(lines.get(1).value()).isNaN();
    assertThat(lines.getLast().value()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void readsOnlyTheNameOfWhatIsNotWanted() {
    assertThat(TextParser.parse("a 1\nb{c=d} x y z\na{e=\"f\"} 2", "a"::equals))
        .containsExactly(new Line("a", Map.of(), 1), new Line("a", Map.of("e", "f"), 2));
  }

  @Test
  void readsLinesThatEndAsOnWindows() {
    assertThat(TextParser.parse("# x\r\n\r\na 1\r\n", _ -> true))
        .containsExactly(new Line("a", Map.of(), 1));
  }

  @Test
  void readsWhatThePrometheusClientWrites() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Counter.builder("things")
        .description("Things \\ and\nmore")
        .tag("path", "C:\\d \"x\"\n{}")
        .register(registry)
        .increment(1.5e-7);

    assertThat(TextParser.parse(registry.scrape(), _ -> true))
        .containsExactly(new Line("things_total", Map.of("path", "C:\\d \"x\"\n{}"), 1.5e-7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1a 1",
        "a",
        "a b",
        "a 1d",
        "a 0x1p3",
        "a 1 2 3",
        "a 1 x",
        "a{b} 1",
        "a{b=c} 1",
        "a{b=\"c\" d=\"e\"} 1",
        "a{b=\"c\"",
        "a{b=\"c} 1",
        "a{b=\"\\q\"} 1",
        "a{b=\"1\",b=\"2\"} 1",
        "a{1b=\"c\"} 1",
        "a 1\na 2",
        "<html>"
      })
  void refusesWhatIsNotTheFormat(String text) {
    assertThatThrownBy(() -> TextParser.parse(text, _ -> true))
        .isInstanceOf(TextFormatException.class)
        .hasMessageStartingWith("line ");
  }
}
