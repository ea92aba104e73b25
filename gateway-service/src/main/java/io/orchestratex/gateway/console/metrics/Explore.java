package io.orchestratex.gateway.console.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.gateway.console.frame.Preferences.TimeFormat;
import io.orchestratex.gateway.console.frame.Visit;
import java.net.URLEncoder;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the explorer shows, as its address says.
 *
 * @param labels a label and its value each, joined by a colon
 * @param from begin as it was typed, with {@code to}; null where a range up to now is shown
 * @param compare whether the window before is drawn too
 * @param marks whether what happened is drawn
 * @param as value or rate; null where the metric decides
 */
record Explore(
    @Nullable String name,
    @Nullable String target,
    List<String> labels,
    Window window,
    @Nullable String from,
    @Nullable String to,
    boolean compare,
    boolean marks,
    String aggregation,
    @Nullable String as) {

  static final String PATH = MetricsSection.PATH + "/explore";
  static final List<String> AGGREGATIONS = List.of("avg", "min", "max", "last");

  static final String VALUE = "value";
  static final String RATE = "rate";
  private static final String NO = "no";

  Explore {
    labels = List.copyOf(labels);
  }

  static Explore of(Visit visit) {
    String from = visit.parameter("from");
    String to = visit.parameter("to");
    String aggregation = visit.parameter("aggregation");
    String as = visit.parameter("as");
    return new Explore(
        visit.parameter("name"),
        visit.parameter("target"),
        labels(visit),
        from == null
            ? Window.of(visit.parameter("range"), visit.now())
            : Window.of(from, to, zone(visit), visit.now()),
        from,
        to,
        visit.parameter("compare") != null,
        !NO.equals(visit.parameter("marks")),
        aggregation != null && AGGREGATIONS.contains(aggregation) ? aggregation : "avg",
        VALUE.equals(as) || RATE.equals(as) ? as : null);
  }

  /** Several in one field are parted by commas; a value may hold colons. */
  private static List<String> labels(Visit visit) {
    List<String> labels = new ArrayList<>();
    for (String field : visit.parameters().getOrDefault("label", List.of())) {
      for (String label : field.split(",", -1)) {
        if (!label.isBlank()) {
          labels.add(label.strip());
        }
      }
    }
    return labels;
  }

  private static ZoneId zone(Visit visit) {
    return visit.preferences().time() == TimeFormat.UTC
        ? ZoneOffset.UTC
        : visit.preferences().zone();
  }

  /** Whether what the values grow by is shown. */
  boolean perSecond() {
    return as == null ? name != null && Units.isCounter(name) : as.equals(RATE);
  }

  String labelText() {
    return String.join(", ", labels);
  }

  /** The address that shows one series of these only. */
  String only(String itsTarget, Map<String, String> itsLabels) {
    StringBuilder address =
        new StringBuilder(path(itsTarget, name, window.isCustom() ? null : window.range()));
    new TreeMap<>(itsLabels)
        .forEach((label, value) -> {
          // A comma would part the value; what is left is still one of these series.
          if (!value.contains(",")) {
            address.append("&label=").append(encoded(label + ":" + value));
          }
        });
    if (from != null) {
      address.append("&from=").append(encoded(from));
    }
    if (to != null) {
      address.append("&to=").append(encoded(to));
    }
    if (compare) {
      address.append("&compare=yes");
    }
    return address.toString();
  }

  static String path(@Nullable String target, @Nullable String name, @Nullable String range) {
    StringBuilder address = new StringBuilder(PATH).append('?');
    if (name != null) {
      address.append("name=").append(encoded(name)).append('&');
    }
    if (target != null) {
      address.append("target=").append(encoded(target)).append('&');
    }
    if (range != null) {
      address.append("range=").append(encoded(range)).append('&');
    }
    return address.substring(0, address.length() - 1);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
