package io.orchestratex.gateway.console.frame;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * A small line without axes, as {@code frame/spark.jte} draws it.
 *
 * @param says the same in words, for who does not see it
 */
public record Spark(List<Double> values, String says) {

  static final int WIDTH = 120;
  static final int HEIGHT = 28;

  public Spark {
    values = List.copyOf(values);
  }

  /** The points of an SVG polyline. */
  String points() {
    double min = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double max = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    double span = max == min ? 1 : max - min;
    StringJoiner points = new StringJoiner(" ");
    for (int i = 0; i < values.size(); i++) {
      double x = values.size() == 1 ? WIDTH / 2.0 : i * (double) WIDTH / (values.size() - 1);
      double y = HEIGHT - 2 - (values.get(i) - min) / span * (HEIGHT - 4);
      points.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
    }
    return points.toString();
  }
}
