package io.orchestratex.monitor.exposition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads Prometheus' text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Strict: whatever does not fit the
 * format, and a series or a TYPE that comes twice, is an error. Times of samples are read over.
 */
public final class TextParser {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern TIMESTAMP = Pattern.compile("-?\\d+");
  private static final Set<String> TYPES =
      Set.of("counter", "gauge", "summary", "histogram", "untyped");
  private static final List<String> SUFFIXES = List.of("_bucket", "_count", "_sum");

  private final Map<String, Building> families = new LinkedHashMap<>();
  private final Set<Map.Entry<String, Map<String, String>>> seen = new HashSet<>();
  private int lineNumber;

  private TextParser() {}

  private static final class Building {
    @Nullable String type;
    @Nullable String help;
    final List<Family.Line> lines = new ArrayList<>();
  }

  /** The families of a text, in its order. */
  public static List<Family> parse(String text) {
    TextParser parser = new TextParser();
    for (String line : text.split("\n", -1)) {
      parser.lineNumber++;
      parser.line(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
    List<Family> all = new ArrayList<>();
    parser.families.forEach((name, family) ->
        all.add(
            new Family(
                name,
                family.type == null ? "untyped" : family.type,
                family.help == null ? "" : family.help,
                family.lines)));
    return all;
  }

  private void line(String line) {
    String text = line.strip();
    if (text.startsWith("#")) {
      comment(text);
    } else if (!text.isEmpty()) {
      sample(text);
    }
  }

  private void comment(String text) {
    String[] words = text.substring(1).strip().split("[ \t]+", 3);
    if (words[0].equals("TYPE")) {
      if (words.length != 3 || !TYPES.contains(words[2].strip())) {
        throw wrong("TYPE takes a name and one of " + TYPES);
      }
      Building family = family(words[1]);
      if (family.type != null || !family.lines.isEmpty()) {
        throw wrong("TYPE of " + words[1] + " comes twice or after its samples");
      }
      family.type = words[2].strip();
    } else if (words[0].equals("HELP") && words.length >= 2) {
      Building family = family(words[1]);
      if (family.help != null) {
        throw wrong("HELP of " + words[1] + " comes twice");
      }
      family.help = words.length == 3 ? unescaped(words[2], false) : "";
    }
  }

  private Building family(String name) {
    if (!NAME.matcher(name).matches()) {
      throw wrong("'" + name + "' is not a metric's name");
    }
    return families.computeIfAbsent(name, _ -> new Building());
  }

  private void sample(String text) {
    int end = 0;
    while (end < text.length() && " \t{".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String name = text.substring(0, end);
    if (!NAME.matcher(name).matches()) {
      throw wrong("'" + name + "' is not a metric's name");
    }
    Map<String, String> labels = new LinkedHashMap<>();
    int rest = skipBlanks(text, end);
    if (rest < text.length() && text.charAt(rest) == '{') {
      rest = labels(text, rest + 1, labels);
    }
    String[] numbers = text.substring(rest).strip().split("[ \t]+", -1);
    if (numbers.length > 2 || (numbers.length == 2 && !TIMESTAMP.matcher(numbers[1]).matches())) {
      throw wrong("a value and at most a time in milliseconds must follow " + name);
    }
    if (!seen.add(Map.entry(name, labels))) {
      throw wrong("the series " + name + labels + " comes twice");
    }
    families
        .computeIfAbsent(familyOf(name), _ -> new Building())
        .lines
        .add(new Family.Line(name, labels, number(numbers[0])));
  }

  /** Sums, counts and buckets belong to their summary or histogram. */
  private String familyOf(String name) {
    for (String suffix : SUFFIXES) {
      if (name.endsWith(suffix)) {
        String base = name.substring(0, name.length() - suffix.length());
        Building family = families.get(base);
        if (family != null
            && ("histogram".equals(family.type)
                || ("summary".equals(family.type) && !suffix.equals("_bucket")))) {
          return base;
        }
      }
    }
    return name;
  }

  private int labels(String text, int begin, Map<String, String> labels) {
    int at = skipBlanks(text, begin);
    while (at < text.length() && text.charAt(at) != '}') {
      int equals = text.indexOf('=', at);
      String name = equals < 0 ? text.substring(at) : text.substring(at, equals).strip();
      if (equals < 0 || !LABEL.matcher(name).matches()) {
        throw wrong("'" + name + "' is not a label's name");
      }
      int open = skipBlanks(text, equals + 1);
      int close = closingQuote(text, open);
      if (labels.put(name, unescaped(text.substring(open + 1, close), true)) != null) {
        throw wrong("the label " + name + " comes twice");
      }
      at = skipBlanks(text, close + 1);
      if (at < text.length() && text.charAt(at) == ',') {
        at = skipBlanks(text, at + 1);
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

  private String unescaped(String text, boolean inQuotes) {
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
      if (next == '\\' || (next == '"' && inQuotes)) {
        plain.append(next);
      } else if (next == 'n') {
        plain.append('\n');
      } else {
        throw wrong("\\" + next + " is not an escape");
      }
    }
    return plain.toString();
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
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
