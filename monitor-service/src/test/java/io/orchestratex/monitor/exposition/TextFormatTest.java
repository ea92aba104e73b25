package io.orchestratex.monitor.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormatTest {

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
    List<Family> families = TextParser.parse(TEXT);

    assertThat(families).extracting(Family::name).containsExactly("a_total", "s", "h", "no_type");
    Family first = families.getFirst();
    assertThat(first.help()).isEqualTo("What\nis \\ counted");
    assertThat(first.lines())
        .containsExactly(
            new Family.Line("a_total", Map.of("path", "C:\\d \"x\"\n{}", "b", "2"), 1500));
    assertThat(families.get(1).lines()).hasSize(3);
    assertThat(families.get(3).type()).isEqualTo("untyped");
    assertThat(families.get(3).lines().getFirst().value()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void writesWhatItReads() {
    List<Family> families = TextParser.parse(TEXT);

    assertThat(TextParser.parse(TextWriter.write(families))).isEqualTo(families);
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
        "# TYPE a gauge\n# TYPE a gauge",
        "# TYPE a thing",
        "a 1\n# TYPE a gauge",
        "<html>"
      })
  void refusesWhatIsNotTheFormat(String text) {
    assertThatThrownBy(() -> TextParser.parse(text))
        .isInstanceOf(TextFormatException.class)
        .hasMessageStartingWith("line ");
  }

  @Test
  void joinsOwnMetersWithSamplesOfTargetsUnderOneFamily() {
    List<Family> own =
        TextParser.parse(
            """
            # HELP jvm_memory_used_bytes Used
            # TYPE jvm_memory_used_bytes gauge
            jvm_memory_used_bytes{area="heap"} 1
            # HELP http_server_requests_seconds Requests
            # TYPE http_server_requests_seconds summary
            http_server_requests_seconds_count{uri="/"} 1
            http_server_requests_seconds_sum{uri="/"} 1
            """);
    List<Sampled> current =
        List.of(
            sampled(
                "a",
                new Sample("jvm_memory_used_bytes", Map.of("area", "heap"), 2),
                new Sample("http_server_requests_seconds_count", Map.of("uri", "/"), 3),
                new Sample("http_server_requests_seconds_sum", Map.of("uri", "/"), 4),
                new Sample("x_total", Map.of("target", "evil\"}\n"), 5),
                new Sample("other_seconds_sum", Map.of(), 1),
                new Sample("other_seconds_count", Map.of(), 1)),
            sampled("b", new Sample("x_total", Map.of(), 6)));

    List<Family> read = TextParser.parse(TextWriter.write(ExpositionRules.merged(own, current)));

    assertThat(read)
        .extracting(Family::name, Family::type, family -> family.lines().size())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("http_server_requests_seconds", "summary", 4),
            org.assertj.core.groups.Tuple.tuple("jvm_memory_used_bytes", "gauge", 2),
            org.assertj.core.groups.Tuple.tuple("other_seconds", "summary", 2),
            org.assertj.core.groups.Tuple.tuple("x_total", "counter", 2));
    assertThat(read.get(3).lines().getFirst().labels())
        .isEqualTo(Map.of("target", "a", "exported_target", "evil\"}\n"));
    assertThat(read).allSatisfy(family -> assertThat(family.help()).isNotBlank());
  }

  private static Sampled sampled(String target, Sample... samples) {
    return new Sampled(target, "host", Instant.EPOCH, List.of(samples));
  }
}
