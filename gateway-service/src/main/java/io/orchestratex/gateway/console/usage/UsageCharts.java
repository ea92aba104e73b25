package io.orchestratex.gateway.console.usage;

import io.orchestratex.gateway.console.frame.Chart;
import io.orchestratex.gateway.console.service.session.UsageApi.Row;
import io.orchestratex.gateway.console.service.session.UsageApi.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Draws use over time: a line for each of the dearest groups and one for all the others. */
final class UsageCharts {

  private static final int LINES = 4;
  private static final int MOST_TIMES = 1_000;
  private static final String OTHERS = "others";

  private UsageCharts() {}

  /**
   * A chart of one figure.
   *
   * @param names what to call a group
   */
  static Chart of(
      String id,
      String title,
      String unit,
      Usage usage,
      String interval,
      Function<Row, BigDecimal> figure,
      UnaryOperator<String> names) {
    List<Instant> times = times(usage, interval);
    Map<Instant, Integer> places = new HashMap<>();
    for (int i = 0; i < times.size(); i++) {
      places.put(times.get(i), i);
    }
    List<String> dearest = dearest(usage);
    Map<String, double[]> lines = new LinkedHashMap<>();
    dearest.forEach(group -> lines.put(group, new double[times.size()]));
    for (Row row : usage.items()) {
      Integer place = places.get(row.period());
      if (place != null) {
        String group = group(row);
        double[] line =
            lines.computeIfAbsent(
                dearest.contains(group) ? group : OTHERS, _ -> new double[times.size()]);
        line[place] += figure.apply(row).doubleValue();
      }
    }
    List<Chart.Line> drawn = new ArrayList<>();
    lines.forEach((group, values) ->
        drawn.add(
            new Chart.Line(group.equals(OTHERS) ? OTHERS : names.apply(group), boxed(values))));
    return new Chart(
        id, title, unit, usage.items().isEmpty() ? List.of() : times, drawn, List.of());
  }

  private static String group(Row row) {
    return row.group() == null ? "all" : row.group();
  }

  private static List<@Nullable Double> boxed(double[] values) {
    List<@Nullable Double> boxed = new ArrayList<>();
    for (double value : values) {
      boxed.add(value);
    }
    return boxed;
  }

  private static List<String> dearest(Usage usage) {
    Map<String, BigDecimal> costs = new HashMap<>();
    usage.items().forEach(row -> costs.merge(group(row), row.totalCost(), BigDecimal::add));
    return costs.entrySet().stream()
        .sorted(
            Map.Entry.<String, BigDecimal>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(LINES)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** All periods from the first to the last one; those without a prompt are zero. */
  private static List<Instant> times(Usage usage, String interval) {
    TreeSet<Instant> times = new TreeSet<>();
    usage.items().forEach(row -> times.add(row.period()));
    if (times.isEmpty()) {
      return List.of();
    }
    ChronoUnit unit = interval.equals("hour") ? ChronoUnit.HOURS : ChronoUnit.DAYS;
    ZoneId zone = ZoneId.of(usage.zone());
    ZonedDateTime at = usage.from().atZone(zone).truncatedTo(unit);
    for (int i = 0; i < MOST_TIMES && at.toInstant().isBefore(usage.to()); i++) {
      times.add(at.toInstant());
      at = at.plus(1, unit);
    }
    return List.copyOf(times);
  }
}
