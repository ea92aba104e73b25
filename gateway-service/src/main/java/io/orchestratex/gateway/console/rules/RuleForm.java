package io.orchestratex.gateway.console.rules;

import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.service.alert.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A rule as the fields of a form; what is wrong with it says the service.
 *
 * @param kind of its condition
 * @param version that is replaced; empty for a new rule
 * @param values by field, as they were typed
 */
record RuleForm(String kind, String version, Map<String, String> values) {

  private static final List<String> TEXTS = List.of("id", "description", "severity", "message");
  private static final List<String> NUMBERS =
      List.of("fire", "clear", "for_seconds", "ratio", "recovered", "min_previous", "min_lost");
  private static final List<String> WORDS = List.of("comparison", "type", "of");
  private static final List<String> SELECTOR = List.of("metric", "labels", "ignore_labels");

  RuleForm {
    values = Map.copyOf(values);
  }

  /** An empty one. */
  static RuleForm empty(String kind) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("severity", "high");
    values.put("enabled", "yes");
    values.put("comparison", "above");
    values.put("for_seconds", "60");
    values.put("recovered", "0.9");
    values.put("min_previous", "5");
    return new RuleForm(kind, "", values);
  }

  /** As it was sent. */
  static RuleForm of(Form form) {
    Map<String, String> values = new LinkedHashMap<>();
    for (List<String> names : List.of(TEXTS, NUMBERS, WORDS, SELECTOR, List.of("enabled"))) {
      names.forEach(name -> values.put(name, form.exact(name)));
    }
    String kind = form.exact("kind");
    return new RuleForm(
        RuleViews.kinds().contains(kind) ? kind : "threshold", form.exact("version"), values);
  }

  /** What is stored. */
  static RuleForm of(Rule rule) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("id", rule.id());
    values.put("description", Objects.requireNonNullElse(rule.description(), ""));
    values.put("severity", rule.severity());
    values.put("message", rule.message());
    values.put("enabled", rule.enabled() ? "yes" : "");
    Rule.Condition condition = rule.condition();
    values.put("fire", RuleViews.number(condition.fire()));
    values.put("clear", RuleViews.number(condition.clear()));
    values.put("ratio", RuleViews.number(condition.ratio()));
    values.put("recovered", RuleViews.number(condition.recovered()));
    values.put("min_previous", RuleViews.number(condition.minPrevious()));
    values.put("min_lost", RuleViews.number(condition.minLost()));
    Long seconds = condition.forSeconds();
    values.put("for_seconds", seconds == null ? "" : seconds.toString());
    values.put("comparison", Objects.requireNonNullElse(condition.comparison(), ""));
    values.put("type", Objects.requireNonNullElse(condition.type(), ""));
    values.put("of", Objects.requireNonNullElse(condition.of(), ""));
    Rule.Selector selector = condition.selector();
    if (selector != null) {
      values.put("metric", selector.metric());
      values.put(
          "labels", String.join("\n", selector.labels().stream().map(RuleViews::line).toList()));
      values.put("ignore_labels", String.join(", ", selector.ignoreLabels()));
    }
    return new RuleForm(condition.kind(), Long.toString(rule.version()), values);
  }

  RuleForm switched(boolean on) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.put("enabled", on ? "yes" : "");
    return new RuleForm(kind, version, changed);
  }

  String value(String field) {
    return values.getOrDefault(field, "");
  }

  boolean isNew() {
    return version.isEmpty();
  }

  /** What is sent to the service. */
  Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    TEXTS.forEach(name -> body.put(name, value(name).strip()));
    body.put("enabled", !value("enabled").isEmpty());
    if (!isNew()) {
      body.put("version", number(version));
    }
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("kind", kind);
    for (String name : fields()) {
      String value = value(name).strip();
      if (!value.isEmpty()) {
        condition.put(name, NUMBERS.contains(name) ? number(value) : value);
      }
    }
    if (isOnSamples()) {
      condition.put("selector", selector());
    }
    body.put("condition", condition);
    return body;
  }

  boolean isOnSamples() {
    return kind.equals("threshold") || kind.equals("shrink");
  }

  private List<String> fields() {
    return switch (kind) {
      case "threshold" -> List.of("comparison", "fire", "clear", "for_seconds");
      case "shrink" -> List.of("ratio", "recovered", "min_previous", "min_lost");
      case "event" -> List.of("type");
      default -> List.of("of", "for_seconds");
    };
  }

  private Map<String, Object> selector() {
    Map<String, Object> selector = new LinkedHashMap<>();
    selector.put("metric", value("metric").strip());
    List<Map<String, Object>> labels = new ArrayList<>();
    value("labels")
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> labels.add(match(line)));
    selector.put("labels", labels);
    selector.put("ignore_labels", apart(value("ignore_labels")));
    return selector;
  }

  /** A line such as {@code region in eu-1, eu-2}; what is missing is left out. */
  private static Map<String, Object> match(String line) {
    String[] words = line.strip().split("\\s+", 3);
    Map<String, Object> match = new LinkedHashMap<>();
    match.put("label", words[0]);
    if (words.length > 1) {
      match.put("operator", words[1]);
    }
    match.put("values", words.length > 2 ? apart(words[2]) : List.of());
    return match;
  }

  private static List<String> apart(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** A number, or the text that is none, which the service refuses by its field. */
  private static Object number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /** The field's errors in the service's answer. */
  static String pointer(String field) {
    return switch (field) {
      case "metric", "labels", "ignore_labels" -> "condition/selector/" + field;
      case "id", "description", "severity", "message", "enabled" -> field;
      default -> "condition/" + field;
    };
  }
}
