package io.orchestratex.gateway.console.metrics;

import io.orchestratex.gateway.console.frame.Chart;
import io.orchestratex.gateway.console.frame.Spark;
import io.orchestratex.gateway.console.service.monitor.MonitorApi.Range;
import io.orchestratex.gateway.console.service.monitor.MonitorApi.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes charts of series. */
final class SeriesCharts {

  private SeriesCharts() {}

  /**
   * What is drawn of a metric.
   *
   * @param rows of all series, those with the greatest values first
   * @param drawn how many of them are lines; the first ones
   * @param perSecond whether what the values grow by is shown
   */
  record Drawn(String name, Chart chart, List<Row> rows, int drawn, boolean perSecond) {

    Drawn {
      rows = List.copyOf(rows);
    }

    boolean isEmpty() {
      return rows.isEmpty();
    }
  }

  /**
   * A series in figures.
   *
   * @param last the newest value; null where it has none
   */
  record Row(
      String target,
      Map<String, String> labels,
      String label,
      @Nullable Double last,
      double min,
      double mean,
      double max,
      List<@Nullable Double> values) {

    Spark spark(String says) {
      return new Spark(values.stream().filter(Objects::nonNull).toList(), says);
    }
  }

  /**
   * Draws series.
   *
   * @param before the same of the window before, drawn over it; null for none
   * @param most lines that are drawn
   */
  static Drawn draw(
      String id,
      String name,
      Window window,
      Range range,
      @Nullable Range before,
      boolean perSecond,
      int most,
      List<Chart.Mark> marks) {
    List<Row> rows = rows(window, range, Duration.ZERO, perSecond);
    List<Row> earlier =
        before == null ? List.of() : rows(window, before, window.length(), perSecond);
    List<Row> shown = rows.stream().limit(most).toList();
    double max = shown.stream().mapToDouble(Row::max).max().orElse(0);
    Units.Scale scale = Units.scale(name, max, perSecond);
    List<Chart.Line> lines = new ArrayList<>();
    for (Row row : shown) {
      lines.add(line(row.label(), row, scale, false));
    }
    for (Row row : shown) {
      earlier.stream()
          .filter(each -> each.target().equals(row.target()) && each.labels().equals(row.labels()))
          .findFirst()
          .ifPresent(each -> lines.add(line(row.label() + ", before", each, scale, true)));
    }
    Chart chart =
        new Chart(
            id,
            name + (perSecond ? ", per second" : ""),
            scale.name(),
            lines.isEmpty() ? List.of() : times(window),
            lines,
            marks.stream()
                .filter(
                    mark -> !mark.at().isBefore(window.from()) && mark.at().isBefore(window.to()))
                .toList());
    return new Drawn(name, chart, rows, shown.size(), perSecond);
  }

  private static Chart.Line line(String label, Row row, Units.Scale scale, boolean dashed) {
    List<@Nullable Double> scaled = new ArrayList<>();
    row.values().forEach(value -> scaled.add(value == null ? null : value * scale.factor()));
    return new Chart.Line(label, scaled, dashed);
  }

  private static List<Instant> times(Window window) {
    List<Instant> times = new ArrayList<>();
    for (Instant at = window.from(); at.isBefore(window.to()); at = at.plus(window.step())) {
      times.add(at);
    }
    return times;
  }

  private static List<Row> rows(Window window, Range range, Duration shift, boolean perSecond) {
    boolean manyTargets = range.series().stream().map(Series::target).distinct().count() > 1;
    Set<String> telling = telling(range.series());
    List<Row> rows = new ArrayList<>();
    for (Series series : range.series()) {
      List<@Nullable Double> values = values(window, series, shift, perSecond);
      DoubleSummaryStatistics figures =
          values.stream()
              .filter(Objects::nonNull)
              .mapToDouble(Double::doubleValue)
              .summaryStatistics();
      if (figures.getCount() > 0) {
        rows.add(
            new Row(
                series.target(),
                series.labels(),
                label(series, telling, manyTargets),
                values.stream().filter(Objects::nonNull).reduce((_, last) -> last).orElse(null),
                figures.getMin(),
                figures.getAverage(),
                figures.getMax(),
                values));
      }
    }
    rows.sort(Comparator.comparingDouble(Row::max).reversed().thenComparing(Row::label));
    return rows;
  }

  private static List<@Nullable Double> values(
      Window window, Series series, Duration shift, boolean perSecond) {
    long begin = window.from().toEpochMilli();
    long step = window.step().toMillis();
    int steps = (int) (window.length().toMillis() / step);
    List<@Nullable Double> values = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      values.add(null);
    }
    for (List<Double> point : series.points()) {
      long at = point.getFirst().longValue() + shift.toMillis();
      long index = Math.floorDiv(at - begin, step);
      if (index >= 0 && index < steps) {
        values.set((int) index, point.getLast());
      }
    }
    return Collections.unmodifiableList(perSecond ? growth(values, window.step()) : values);
  }

  /** What values grow by in a second; nothing where they began anew. */
  private static List<@Nullable Double> growth(List<@Nullable Double> values, Duration step) {
    List<@Nullable Double> growth = new ArrayList<>();
    @Nullable Double last = null;
    int since = 0;
    for (Double value : values) {
      since++;
      Double grown =
          value == null || last == null || value < last
              ? null
              : Double.valueOf((value - last) / (since * (double) step.toSeconds()));
      growth.add(grown);
      if (value != null) {
        last = value;
        since = 0;
      }
    }
    return growth;
  }

  /** Names of labels that tell one series from another; all of them where there is one series. */
  private static Set<String> telling(List<Series> all) {
    Set<String> names = new TreeSet<>();
    all.forEach(series -> names.addAll(series.labels().keySet()));
    if (all.size() > 1) {
      names.removeIf(name ->
          all.stream().map(each -> each.labels().getOrDefault(name, "")).distinct().count() == 1);
    }
    return names;
  }

  private static String label(Series series, Set<String> telling, boolean withTarget) {
    String labels =
        new TreeMap<>(series.labels())
            .entrySet().stream()
                .filter(label -> telling.contains(label.getKey()))
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(" "));
    return labels.isEmpty()
        ? series.target()
        : withTarget ? series.target() + " " + labels : labels;
  }
}
