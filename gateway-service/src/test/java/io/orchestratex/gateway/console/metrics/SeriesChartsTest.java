package io.orchestratex.gateway.console.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.gateway.console.service.monitor.MonitorApi.Range;
import io.orchestratex.gateway.console.service.monitor.MonitorApi.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeriesChartsTest {

  private static final Instant NOW = Instant.parse("2026-11-27T10:00:07Z");
  private static final Window WINDOW = Window.of("15m", NOW);

  private static Range range(Instant begin, String label, double... values) {
    List<List<Double>> points = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      points.add(
          List.of((double) begin.plus(WINDOW.step().multipliedBy(i)).toEpochMilli(), values[i]));
    }
    return new Range(begin, NOW, 15, List.of(new Series("n", "t", Map.of("label", label), points)));
  }

  private static SeriesCharts.Drawn draw(
      String name, Range range, @Nullable Range before, boolean growth) {
    return SeriesCharts.draw("id", name, WINDOW, range, before, growth, 8, List.of());
  }

  @Test
  void windowsAreWholeSteps() {
    assertThat(WINDOW.step()).isEqualTo(Duration.ofSeconds(15));
    assertThat(WINDOW.from()).isEqualTo("2026-11-27T09:45:00Z");
    assertThat(WINDOW.to()).isEqualTo("2026-11-27T10:00:15Z");
    assertThat(Window.of("30d", NOW).length().dividedBy(Window.of("30d", NOW).step()))
        .isLessThanOrEqualTo(302);
    Window berlin =
        Window.of("2026-11-27 10:30", "2026-11-27T11:00", ZoneId.of("Europe/Berlin"), NOW);
    assertThat(berlin.from()).isEqualTo("2026-11-27T09:30:00Z");
    assertThat(Window.of("2026-11-27T10:30", "x", ZoneOffset.UTC, NOW).problem())
        .startsWith("x is no time");
    assertThat(Window.of("unknown", NOW).range()).isEqualTo("1h");
  }

  @Test
  void aStepWithoutValueIsAGap() {
    Range range = range(WINDOW.from().plusSeconds(30), "a", 3, 4);

    SeriesCharts.Drawn drawn = draw("things", range, null, false);

    assertThat(drawn.chart().lines().getFirst().values()).startsWith(null, null, 3.0, 4.0, null);
    assertThat(drawn.chart().times()).hasSameSizeAs(drawn.rows().getFirst().values());
    assertThat(drawn.rows().getFirst().last()).isEqualTo(4);
  }

  @Test
  void aSeriesIsCalledByWhatTellsItFromOthers() {
    List<List<Double>> points = List.of(List.of(WINDOW.from().toEpochMilli() * 1.0, 1.0));
    Range range =
        new Range(
            WINDOW.from(),
            NOW,
            15,
            List.of(
                new Series("n", "t", Map.of("area", "heap", "service", "s"), points),
                new Series("n", "t", Map.of("area", "nonheap", "service", "s"), points)));

    assertThat(draw("n", range, null, false).rows())
        .extracting(SeriesCharts.Row::label)
        .containsExactly("area=heap", "area=nonheap");
  }

  @Test
  void theWindowBeforeLiesUnderThisOne() {
    Range before = range(WINDOW.from().minus(WINDOW.length()), "a", 7, 8);

    SeriesCharts.Drawn drawn = draw("things", range(WINDOW.from(), "a", 1, 2), before, false);

    assertThat(drawn.chart().lines()).hasSize(2);
    assertThat(drawn.chart().lines().getLast().label()).isEqualTo("label=a, before");
    assertThat(drawn.chart().lines().getLast().values()).startsWith(7.0, 8.0);
  }

  @Test
  void aCounterIsShownByWhatItGrows() {
    Range range = range(WINDOW.from(), "a", 30, 60, 5, 20);

    // 30 in 15 s; then it began anew; 15 in 15 s.
    assertThat(draw("n_total", range, null, true).rows().getFirst().values())
        .startsWith(null, 2.0, null, 1.0);
  }

  @Test
  void valuesAreReadInUnitsThatFit() {
    assertThat(draw("a_bytes", range(WINDOW.from(), "a", 3 * 1_048_576), null, false).chart())
        .satisfies(chart -> {
          assertThat(chart.unit()).isEqualTo("KiB");
          assertThat(chart.lines().getFirst().values()).startsWith(3_072.0);
        });
    assertThat(Units.text("ox_cache_hit_ratio", 0.987, false)).isEqualTo("98.70 %");
    assertThat(Units.text("ox_cache_hit_ratio", 1, false)).isEqualTo("100 %");
    assertThat(Units.text("ox_response_seconds", 0.0004, false)).isEqualTo("0.400 ms");
    assertThat(Units.text("x_uptime_seconds", 7_260, false)).isEqualTo("2 h 1 min");
    assertThat(Units.text("x_received_bytes_total", 2_048, true)).isEqualTo("2,048 B/s");
    assertThat(Units.text("x_documents", 1_250, false)).isEqualTo("1,250");
  }
}
