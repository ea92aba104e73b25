package io.orchestratex.monitor.probe.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads samples out of Prometheus' text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). A service exposes many more
 * samples than are wanted, so of the others only the name is read. A wanted one must keep to the
 * format in full, and a series that comes twice is an error. Comments (HELP and TYPE among them)
 * and the times of samples are skipped.
 */
final class TextParser {

  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern TIMESTAMP = Pattern.compile("-?\\d+");
  private static final Pattern BLANKS = Pattern.compile("[ \t]+");

  private final Predicate<String> wanted;
  private final List<Line> lines = new ArrayList<>();
  private final Set<Map.Entry<String, Map<String, String>>> seen = new HashSet<>();
  private int lineNumber;

  private TextParser(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * One sample.
   *
   * @param name with the suffix that parts of summaries and histograms have
   * @param labels in the order of the text
   */
  record Line(String name, Map<String, String> labels, double value) {}

  /**
   * The samples whose names are wanted, in the order of the text.
   *
   * @throws TextFormatException naming the line that is not in the format
   */
  static List<Line> parse(String text, Predicate<String> wanted) {
    TextParser parser = new TextParser(wanted);
    int begin = 0;
    while (begin < text.length()) {
      int end = text.indexOf('\n', begin);
      parser.lineNumber++;
      parser.line(text, begin, end < 0 ? text.length() : end);
      begin = end < 0 ? text.length() : end + 1;
    }
    return parser.lines;
  }

  private void line(String text, int begin, int end) {
    int at = skipBlanks(text, begin, end);
    if (at == end || text.charAt(at) == '#' || text.charAt(at) == '\r') {
      return;
    }
    int nameEnd = at;
    while (nameEnd < end && isNameCharacter(text.charAt(nameEnd), nameEnd == at)) {
      nameEnd++;
    }
    if (nameEnd == at || (nameEnd < end && " \t{".indexOf(text.charAt(nameEnd)) < 0)) {
      throw wrong("'" + text.substring(at, end).strip() + "' does not begin with a metric's name");
    }
    String name = text.substring(at, nameEnd);
    if (wanted.test(name)) {
      sample(name, text.substring(nameEnd, end).strip());
    }
  }

  private static boolean isNameCharacter(char c, boolean first) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == ':'
        || (!first && c >= '0' && c <= '9');
  }

  private void sample(String name, String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    int rest = text.startsWith("{") ? labels(text, labels) : 0;
    String[] numbers = BLANKS.split(text.substring(rest).strip(), -1);
    if (numbers.length > 2 || (numbers.length == 2 && !TIMESTAMP.matcher(numbers[1]).matches())) {
      throw wrong("a value and at most a time in milliseconds must follow " + name);
    }
    if (!seen.add(Map.entry(name, labels))) {
      throw wrong("the series " + name + labels + " comes twice");
    }
    lines.add(new Line(name, labels, number(numbers[0])));
  }

  /** Reads the labels that {@code text} begins with; returns where they end. */
  private int labels(String text, Map<String, String> labels) {
    int at = skipBlanks(text, 1, text.length());
    while (at < text.length() && text.charAt(at) != '}') {
      int equals = text.indexOf('=', at);
      String name = equals < 0 ? text.substring(at) : text.substring(at, equals).strip();
      if (equals < 0 || !LABEL.matcher(name).matches()) {
        throw wrong("'" + name + "' is not a label's name");
      }
      int open = skipBlanks(text, equals + 1, text.length());
      int close = closingQuote(text, open);
      if (labels.put(name, unescaped(text.substring(open + 1, close))) != null) {
        throw wrong("the label " + name + " comes twice");
      }
      at = skipBlanks(text, close + 1, text.length());
      if (at < text.length() && text.charAt(at) == ',') {
        at = skipBlanks(text, at + 1, text.length());
      } else if (at >= text.length() || text.charAt(at) != '}') {
        throw wrong("after a label comes a comma or a closing brace");
      }
    }
    if (at >= text.length()) {
      throw wrong("the labels have no closing brace");
    }
    return at + 1;
  }

  private int closingQuote(String text, int open) {
    if (open < text.length() && text.charAt(open) == '"') {
      for (int i = open + 1; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          return i;
        }
      }
    }
    throw wrong("a label's value must stand in quotes");
  }

  private String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      char next = ++i < text.length() ? text.charAt(i) : ' ';
      if (next == '\\' || next == '"') {
        plain.append(next);
      } else if (next == 'n') {
        plain.append('\n');
      } else {
        throw wrong("\\" + next + " is not an escape");
      }
    }
    return plain.toString();
  }

  private static int skipBlanks(String text, int from, int end) {
    int at = from;
    while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private double number(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "+inf", "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        // Java's own reading also takes 1d and hexadecimal floats.
        if (!NUMBER.matcher(text).matches()) {
          throw wrong("'" + text + "' is not a number");
        }
        yield Double.parseDouble(text);
      }
    };
  }

  private TextFormatException wrong(String detail) {
    return new TextFormatException(lineNumber, detail);
  }
}
