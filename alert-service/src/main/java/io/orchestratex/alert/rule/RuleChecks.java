package io.orchestratex.alert.rule;

import io.orchestratex.alert.rule.Selector.LabelMatch;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.TextLength;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with a rule that was sent, with a pointer per field. */
final class RuleChecks {

  /** Events that a rule may wait for. */
  static final Set<String> EVENT_TYPES =
      Set.of(
          "backup.failed",
          "backup.partial",
          "backup.verification-failed",
          "backup.overdue",
          "backup.drill-failed",
          "backup.drill-overdue",
          "backup.drill-missing",
          "backup.copy-failed",
          "backup.copies-overdue",
          "backup.vault-unavailable",
          "restore.deviated",
          "restore.failed",
          "restore.interrupted",
          "restore.rollback-failed",
          "restore.rolled-back");

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]{0,199}");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,99}");
  static final long MAX_FOR_SECONDS = 86_400;
  static final long MIN_SILENCE_SECONDS = 10;
  static final int MAX_ID = 64;
  static final int MAX_TEXT = 500;
  static final int MAX_MATCHES = 20;
  static final int MAX_VALUES = 50;
  static final int MAX_VALUE = 200;

  private final List<FieldError> errors = new ArrayList<>();

  private RuleChecks() {}

  static List<FieldError> errorsIn(RuleController.RuleBody body) {
    RuleChecks checks = new RuleChecks();
    checks.body(body);
    return checks.errors;
  }

  private void body(RuleController.RuleBody body) {
    String id = body.id();
    check(
        id != null && id.length() <= MAX_ID && ID.matcher(id).matches(),
        "/id",
        "must be lower-case words joined by dashes, at most 64 characters");
    String description = body.description();
    check(
        description == null || TextLength.of(description) <= MAX_TEXT,
        "/description",
        "must have at most 500 characters");
    check(body.severity() != null, "/severity", "is missing");
    String message = body.message();
    check(
        message != null && !message.isBlank() && TextLength.of(message) <= MAX_TEXT,
        "/message",
        "must have 1 to 500 characters");
    switch (body.condition()) {
      case null -> check(false, "/condition", "is missing");
      case Condition.Threshold threshold -> threshold(threshold);
      case Condition.Shrink shrink -> shrink(shrink);
      case Condition.Event event ->
          check(
              event.type() != null && EVENT_TYPES.contains(event.type()),
              "/condition/type",
              "must be one of " + String.join(", ", EVENT_TYPES.stream().sorted().toList()));
      case Condition.Silence silence -> silence(silence);
    }
  }

  private void threshold(Condition.Threshold threshold) {
    selector(threshold.selector());
    check(threshold.comparison() != null, "/condition/comparison", "is missing");
    check(Double.isFinite(threshold.fire()), "/condition/fire", "must be a finite number");
    check(
        threshold.forSeconds() >= 0 && threshold.forSeconds() <= MAX_FOR_SECONDS,
        "/condition/for_seconds",
        "must be from 0 to 86400");
    Double clear = threshold.clear();
    Comparison comparison = threshold.comparison();
    if (clear == null || comparison == null) {
      return;
    }
    if (comparison.upwards()) {
      check(clear <= threshold.fire(), "/condition/clear", "must not be above the fire value");
    } else if (comparison.downwards()) {
      check(clear >= threshold.fire(), "/condition/clear", "must not be below the fire value");
    } else {
      check(false, "/condition/clear", "has no meaning with " + comparison + "; leave it out");
    }
    check(Double.isFinite(clear), "/condition/clear", "must be a finite number");
  }

  private void silence(Condition.Silence silence) {
    check(silence.of() != null, "/condition/of", "must be samples, target or store");
    check(
        silence.forSeconds() >= MIN_SILENCE_SECONDS && silence.forSeconds() <= MAX_FOR_SECONDS,
        "/condition/for_seconds",
        "must be from 10 to 86400");
  }

  private void shrink(Condition.Shrink shrink) {
    selector(shrink.selector());
    check(
        shrink.ratio() > 0 && shrink.ratio() < 1,
        "/condition/ratio",
        "must lie between 0 and 1, both excluded");
    check(
        shrink.recovered() > 0 && shrink.recovered() <= 1,
        "/condition/recovered",
        "must be above 0 and at most 1");
    check(
        Double.isFinite(shrink.minPrevious()) && shrink.minPrevious() >= 1,
        "/condition/min_previous",
        "must be at least 1");
    Double minLost = shrink.minLost();
    check(
        minLost == null || (Double.isFinite(minLost) && minLost >= 1),
        "/condition/min_lost",
        "must be at least 1; leave it out for any loss");
    check(
        shrink.recovered() > 1 - shrink.ratio(),
        "/condition/recovered",
        "must be more than what is left when the rule fires, " + (1 - shrink.ratio()));
  }

  private void selector(Selector selector) {
    if (selector == null) {
      check(false, "/condition/selector", "is missing");
      return;
    }
    check(
        selector.metric() != null && METRIC.matcher(selector.metric()).matches(),
        "/condition/selector/metric",
        "must be a metric name: letters, digits, _ and :, not beginning with a digit");
    check(
        selector.labels().size() <= MAX_MATCHES,
        "/condition/selector/labels",
        "must have at most 20 entries");
    for (int i = 0; i < selector.labels().size(); i++) {
      match(selector.labels().get(i), "/condition/selector/labels/" + i);
    }
    check(
        selector.ignoreLabels().size() <= MAX_MATCHES,
        "/condition/selector/ignore_labels",
        "must have at most 20 entries");
    for (int i = 0; i < selector.ignoreLabels().size(); i++) {
      String label = selector.ignoreLabels().get(i);
      check(
          label != null && LABEL.matcher(label).matches(),
          "/condition/selector/ignore_labels/" + i,
          "must be a label name");
    }
  }

  private void match(@Nullable LabelMatch match, String at) {
    if (match == null) {
      check(false, at, "is missing");
      return;
    }
    for (int i = 0; i < match.values().size(); i++) {
      String value = match.values().get(i);
      check(
          value != null && TextLength.of(value) <= MAX_VALUE,
          at + "/values/" + i,
          "must be a text of at most 200 characters");
    }
    check(
        match.label() != null && LABEL.matcher(match.label()).matches(),
        at + "/label",
        "must be a label name: letters, digits and _, not beginning with a digit");
    check(match.operator() != null, at + "/operator", "is missing");
    check(
        !match.values().isEmpty() && match.values().size() <= MAX_VALUES,
        at + "/values",
        "must have 1 to 50 values");
  }

  private void check(boolean holds, String pointer, String detail) {
    if (!holds) {
      errors.add(new FieldError(pointer, detail));
    }
  }
}
