package io.orchestratex.monitor.exposition;

import java.util.Collection;
import java.util.Map;

/** Writes Prometheus' text format 0.0.4. */
final class TextWriter {

  static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private TextWriter() {}

  static String write(Collection<Family> families) {
    StringBuilder out = new StringBuilder(64 * 1024);
    for (Family family : families) {
      out.append("# HELP ").append(family.name()).append(' ');
      escape(out, family.help(), false);
      out.append("\n# TYPE ").append(family.name()).append(' ').append(family.type()).append('\n');
      for (Family.Line line : family.lines()) {
        out.append(line.name());
        labels(out, line.labels());
        out.append(' ').append(number(line.value())).append('\n');
      }
    }
    return out.toString();
  }

  private static void labels(StringBuilder out, Map<String, String> labels) {
    if (labels.isEmpty()) {
      return;
    }
    char before = '{';
    for (Map.Entry<String, String> label : labels.entrySet()) {
      out.append(before).append(label.getKey()).append("=\"");
      escape(out, label.getValue(), true);
      out.append('"');
      before = ',';
    }
    out.append('}');
  }

  private static void escape(StringBuilder out, String text, boolean inQuotes) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        out.append("\\n");
      } else {
        if (c == '\\' || (c == '"' && inQuotes)) {
          out.append('\\');
        }
        out.append(c);
      }
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    long whole = (long) value;
    return whole == value && Math.abs(whole) < 1L << 53
        ? Long.toString(whole)
        : Double.toString(value);
  }
}
