package io.orchestratex.gateway.console.metrics;

import io.orchestratex.gateway.console.frame.Times;
import java.util.List;
import java.util.Locale;

/** Values in the units that their names end with, as people read them. */
final class Units {

  private static final double MEBI = 1_048_576;
  private static final double BELOW_WHICH_MILLIS = 1;
  private static final double MOST_SECONDS = 120;
  private static final double WHOLE_UP_TO = 1e15;
  private static final List<String> GROWING = List.of("_total", "_count", "_sum");

  private Units() {}

  /**
   * How a chart shows values.
   *
   * @param name of the unit, empty for none
   * @param factor that makes a value one of this unit
   */
  record Scale(String name, double factor) {}

  /** Whether a value only grows, so that what it grows by tells more. */
  static boolean isCounter(String name) {
    return GROWING.stream().anyMatch(name::endsWith);
  }

  /** The unit in which values up to {@code max} read best. */
  static Scale scale(String name, double max, boolean perSecond) {
    String per = perSecond ? "/s" : "";
    if (name.endsWith("_ratio")) {
      return new Scale("%", 100);
    }
    String base = base(name);
    if (base.endsWith("_bytes")) {
      return max < 10_240
          ? new Scale("B" + per, 1)
          : max < 10 * MEBI
              ? new Scale("KiB" + per, 1 / 1_024.0)
              : max < 10_240 * MEBI
                  ? new Scale("MiB" + per, 1 / MEBI)
                  : new Scale("GiB" + per, 1 / MEBI / 1_024);
    }
    if (base.endsWith("_seconds") && !name.endsWith("_count")) {
      return perSecond
          ? new Scale("s/s", 1)
          : max < BELOW_WHICH_MILLIS ? new Scale("ms", 1_000) : new Scale("s", 1);
    }
    return new Scale(per, 1);
  }

  /** One value with its unit. */
  static String text(String name, double value, boolean perSecond) {
    String base = base(name);
    if (!perSecond && base.endsWith("_bytes") && value >= 0) {
      return Times.bytes(Math.round(value));
    }
    if (!perSecond && name.endsWith("_seconds") && value > MOST_SECONDS) {
      return Times.length(java.time.Duration.ofSeconds(Math.round(value)));
    }
    Scale scale = scale(name, Math.abs(value), perSecond);
    String number = number(value * scale.factor());
    return scale.name().isEmpty() ? number : number + " " + scale.name();
  }

  private static String base(String name) {
    for (String ending : GROWING) {
      if (name.endsWith(ending)) {
        return name.substring(0, name.length() - ending.length());
      }
    }
    return name;
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < WHOLE_UP_TO) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 1 ? "%.2f" : "%.3g", value);
  }
}
