package io.orchestratex.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;

/** Renders single values for people. */
public final class Values {

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Values() {}

  /**
   * A scalar as text, a number with all its digits and no exponent, a list joined by commas,
   * nothing for what is missing.
   */
  public static String text(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isArray()) {
      StringBuilder joined = new StringBuilder();
      value.forEach(item -> joined.append(joined.isEmpty() ? "" : ",").append(text(item)));
      return joined.toString();
    }
    if (value.isFloatingPointNumber()) {
      return value.decimalValue().toPlainString();
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** An instant to the second. */
  public static String time(JsonNode instant) {
    String text = text(instant);
    int dot = text.indexOf('.');
    return dot < 0 ? text : text.substring(0, dot) + "Z";
  }

  /** A size with a binary unit. */
  public static String bytes(JsonNode bytes) {
    return bytes.isNumber() ? bytes(bytes.asLong()) : "";
  }

  /** A size with a binary unit. */
  public static String bytes(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 1024 && unit < UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
  }

  /** Milliseconds as seconds. */
  public static String seconds(JsonNode millis) {
    return millis.isNumber()
        ? String.format(Locale.ROOT, "%.1f s", Duration.ofMillis(millis.asLong()).toMillis() / 1e3)
        : "";
  }
}
