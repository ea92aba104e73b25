package io.orchestratex.gateway.console.alerts;

import io.orchestratex.gateway.console.frame.Chart;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.alert.Alert;
import io.orchestratex.gateway.console.service.alert.AlertApi;
import io.orchestratex.gateway.console.service.alert.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was measured around the time of an alert, with the limit that it crossed. */
final class Evidence {

  private static final Duration BEFORE = Duration.ofMinutes(30);
  private static final Duration AFTER = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final int MOST_LINES = 4;

  private Evidence() {}

  /** The chart of an alert that samples raised; null where an event or silence did. */
  static @Nullable Chart of(AlertApi api, Visit visit, Alert alert, Rule rule) {
    Rule.Selector selector = rule.condition().selector();
    if (selector == null) {
      return null;
    }
    Map<String, String> labels = new HashMap<>(alert.labels());
    String target = labels.remove("target");
    labels.remove("alertname"); // The rule.
    List<AlertApi.Series> series =
        api.samples(
            visit,
            selector.metric(),
            target,
            labels,
            alert.startsAt().minus(BEFORE),
            end(alert, visit.now()));
    return chart(alert, rule, selector.metric(), series);
  }

  /** Some minutes after it ended, or was seen last; never a longer time than a day. */
  private static Instant end(Alert alert, Instant now) {
    Instant ended = alert.resolvedAt();
    Instant wanted = ended == null ? now : ended.plus(AFTER);
    Instant latest = alert.startsAt().plus(LONGEST);
    Instant end = wanted.isBefore(latest) ? wanted : latest;
    return end.isBefore(now) ? end : now;
  }

  private static Chart chart(Alert alert, Rule rule, String metric, List<AlertApi.Series> series) {
    List<AlertApi.Series> drawn = series.subList(0, Math.min(MOST_LINES, series.size()));
    TreeSet<Instant> times = new TreeSet<>();
    drawn.forEach(each -> each.points().forEach(point -> times.add(at(point))));
    List<Chart.Line> lines = new ArrayList<>();
    for (AlertApi.Series each : drawn) {
      Map<Instant, Double> values = new HashMap<>();
      each.points().forEach(point -> values.put(at(point), point.get(1)));
      List<@Nullable Double> line = new ArrayList<>();
      times.forEach(time -> line.add(values.get(time)));
      lines.add(new Chart.Line(drawn.size() == 1 ? metric : name(each), line));
    }
    limits(alert, rule)
        .forEach((label, limit) -> {
          List<@Nullable Double> line = new ArrayList<>();
          times.forEach(_ -> line.add(limit));
          lines.add(new Chart.Line(label, line));
        });
    return new Chart("evidence", metric, "", List.copyOf(times), lines, marks(alert));
  }

  private static Instant at(List<Double> point) {
    return Instant.ofEpochMilli(point.getFirst().longValue());
  }

  private static String name(AlertApi.Series series) {
    return String.join(", ", series.labels().values().stream().sorted().toList());
  }

  /** The lines that decide: where the rule fires, and where its alert ends. */
  static Map<String, Double> limits(Alert alert, Rule rule) {
    Map<String, Double> limits = new LinkedHashMap<>();
    Rule.Condition condition = rule.condition();
    Double fire = condition.fire();
    Double clear = condition.clear();
    Double ratio = condition.ratio();
    String previous = alert.annotations().get("previous");
    if (fire != null) {
      limits.put("fires", fire);
    }
    if (clear != null && !clear.equals(fire)) {
      limits.put("ends", clear);
    }
    if (ratio != null && previous != null) {
      try {
        limits.put("fires below", Double.parseDouble(previous) * (1 - ratio));
      } catch (NumberFormatException e) {
        return limits; // It is for people, and may say it in their way.
      }
    }
    return limits;
  }

  private static List<Chart.Mark> marks(Alert alert) {
    List<Chart.Mark> marks = new ArrayList<>();
    marks.add(new Chart.Mark(alert.startsAt(), "began"));
    Instant acknowledged = alert.acknowledgedAt();
    if (acknowledged != null) {
      marks.add(new Chart.Mark(acknowledged, "acknowledged"));
    }
    Instant ended = alert.resolvedAt();
    if (ended != null) {
      marks.add(new Chart.Mark(ended, "ended"));
    }
    return marks;
  }
}
