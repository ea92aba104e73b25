package io.orchestratex.gateway.console.frame;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines over time, as {@code frame/chart.jte} draws them, with their numbers in a table.
 *
 * @param id of the element; one of its own on the page
 * @param title what the lines are, for who does not see them
 * @param unit behind each value; empty for none
 * @param times of the points, growing; each line has a value, or null, for each
 * @param marks what happened meanwhile
 */
public record Chart(
    String id, String title, String unit, List<Instant> times, List<Line> lines, List<Mark> marks) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The table shows as many points, the newest. */
  private static final int ROWS = 100;

  public Chart {
    times = List.copyOf(times);
    lines = List.copyOf(lines);
    marks = List.copyOf(marks);
  }

  /**
   * A line; a null value is a gap.
   *
   * @param dashed whether it is of another time, say
   */
  public record Line(String label, List<@Nullable Double> values, boolean dashed) {

    public Line(String label, List<@Nullable Double> values) {
      this(label, values, false);
    }

    public Line {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }
  }

  /**
   * Something that happened: a backup, an alert.
   *
   * @param path where it is shown; null for nowhere
   */
  public record Mark(Instant at, String label, @Nullable String path) {

    public Mark(Instant at, String label) {
      this(at, label, null);
    }
  }

  /** The numbers of the rows that the table shows. */
  List<Integer> rows() {
    List<Integer> rows = new ArrayList<>();
    for (int i = times.size() - 1; i >= Math.max(0, times.size() - ROWS); i--) {
      rows.add(i);
    }
    return rows;
  }

  String text(Line line, int row) {
    Double value = line.values().get(row);
    return value == null ? "–" : String.valueOf(Math.round(value * 1_000) / 1_000.0);
  }

  /** What {@code chart.js} draws. */
  public String json() {
    List<Object> data = new ArrayList<>();
    data.add(times.stream().map(Chart::seconds).toList());
    lines.forEach(line -> data.add(line.values()));
    Map<String, Object> chart = new LinkedHashMap<>();
    chart.put("unit", unit);
    chart.put(
        "series",
        lines.stream()
            .map(line -> Map.of("label", line.label(), "dashed", line.dashed()))
            .toList());
    chart.put("data", data);
    chart.put(
        "events",
        marks.stream()
            .map(mark -> Map.of("at", seconds(mark.at()), "label", mark.label()))
            .toList());
    try {
      return JSON.writeValueAsString(chart);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a chart cannot be written", e);
    }
  }

  private static double seconds(Instant at) {
    return at.toEpochMilli() / 1_000.0;
  }
}
