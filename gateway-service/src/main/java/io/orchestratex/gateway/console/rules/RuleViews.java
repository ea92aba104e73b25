package io.orchestratex.gateway.console.rules;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.service.alert.Rule;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the pages about rules say about one. */
final class RuleViews {

  private RuleViews() {}

  static Badge state(Rule rule) {
    return rule.enabled() ? new Badge(Tone.GOOD, "on") : new Badge(Tone.NEUTRAL, "off");
  }

  /** What it waits for, in a sentence. */
  static String watches(Rule rule) {
    Rule.Condition condition = rule.condition();
    return switch (condition.kind()) {
      case "threshold" ->
          series(condition.selector())
              + " is "
              + words(condition.comparison())
              + " "
              + number(condition.fire())
              + lasting(condition.forSeconds())
              + (condition.clear() == null
                  ? ""
                  : ", until it is back at " + number(condition.clear()));
      case "shrink" ->
          series(condition.selector())
              + " loses more than "
              + percent(condition.ratio())
              + " at once, from "
              + number(condition.minPrevious())
              + " or more"
              + (condition.minLost() == null
                  ? ""
                  : " and by at least " + number(condition.minLost()))
              + ", until "
              + percent(condition.recovered())
              + " are back";
      case "event" -> "The event " + condition.type();
      case "silence" ->
          (switch (String.valueOf(condition.of())) {
                case "samples" -> "No samples come at all";
                case "target" -> "No samples of one target come";
                default -> "The store of alerts does not answer";
              })
              + lasting(condition.forSeconds());
      default -> "A condition of the kind " + condition.kind();
    };
  }

  private static String lasting(@Nullable Long seconds) {
    return seconds == null || seconds == 0 ? "" : " for " + seconds + " s";
  }

  private static String series(Rule.@Nullable Selector selector) {
    if (selector == null) {
      return "?";
    }
    String labels =
        selector.labels().stream().map(RuleViews::said).collect(Collectors.joining("; "));
    return selector.metric() + (labels.isEmpty() ? "" : " (" + labels + ")");
  }

  /** A condition on a label in words; what is compared stays as it is written. */
  private static String said(Rule.LabelMatch match) {
    return match.label() + " " + words(match.operator()) + " " + String.join(", ", match.values());
  }

  /** A condition on a label as it is typed: {@code region in eu-1, eu-2}. */
  static String line(Rule.LabelMatch match) {
    return match.label() + " " + match.operator() + " " + String.join(", ", match.values());
  }

  static String words(@Nullable String wire) {
    return wire == null ? "?" : wire.replace('_', ' ');
  }

  /** A number without zeros that say nothing. */
  static String number(@Nullable Double value) {
    return value == null ? "" : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String percent(@Nullable Double part) {
    return part == null ? "?" : number(Math.round(part * 1_000) / 10.0) + " %";
  }

  static List<String> kinds() {
    return List.of("threshold", "shrink", "event", "silence");
  }

  /** What a kind of condition is for. */
  static String about(String kind) {
    return switch (kind) {
      case "threshold" -> "A value is on the wrong side of a limit";
      case "shrink" -> "A value falls sharply at once";
      case "event" -> "Something failed";
      default -> "Something is not heard of";
    };
  }
}
