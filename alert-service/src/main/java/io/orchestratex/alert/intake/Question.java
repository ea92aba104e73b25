package io.orchestratex.alert.intake;

import io.orchestratex.alert.lifecycle.Fingerprint;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.rule.Condition;
import io.orchestratex.alert.rule.MessageTemplate;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleEvaluation;
import io.orchestratex.alert.rule.RuleEvaluation.Outcome;
import io.orchestratex.alert.rule.RuleEvaluation.Reading;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sample that a rule looks at.
 *
 * @param fingerprint identifies the series, and the alert that it would raise
 * @param labels what the fingerprint is computed over
 */
record Question(
    Rule rule,
    String target,
    String fingerprint,
    Map<String, String> labels,
    Sample sample,
    Reading reading) {

  /** What these rules ask about a measurement, by fingerprint. */
  static Map<String, Question> about(Sampled sampled, List<Rule> rules) {
    Instant at = sampled.at().truncatedTo(ChronoUnit.MILLIS);
    Map<String, Question> questions = new LinkedHashMap<>();
    for (Rule rule : rules) {
      if (!(rule.condition() instanceof Condition.OnSamples condition)) {
        continue;
      }
      for (Sample sample : sampled.samples()) {
        if (condition.selector().matches(sample)) {
          Map<String, String> labels = new HashMap<>(condition.selector().identity(sample));
          labels.put("alertname", rule.id());
          labels.put("target", sampled.targetId());
          String fingerprint = Fingerprint.of(labels);
          questions.put(
              fingerprint,
              new Question(
                  rule,
                  sampled.targetId(),
                  fingerprint,
                  labels,
                  sample,
                  new Reading(at, sample.value())));
        }
      }
    }
    return questions;
  }

  /** What follows for alerts when the rule fires. */
  Firing firing(Outcome.Fires fires) {
    Double previous = fires.previous();
    Map<String, String> annotations = new HashMap<>();
    annotations.put("description", rule.description());
    annotations.put("value", RuleEvaluation.number(reading.value()));
    if (previous != null) {
      annotations.put("previous", RuleEvaluation.number(previous));
    }
    return new Firing(
        rule.id(),
        target,
        rule.severity(),
        message(previous),
        labels,
        annotations,
        fires.since(),
        reading.at());
  }

  /** The rule's message about this sample. */
  String message(@Nullable Double previous) {
    Map<String, String> values = new HashMap<>(sample.labels());
    values.put("target", target);
    values.put("value", RuleEvaluation.number(reading.value()));
    if (previous != null) {
      values.put("previous", RuleEvaluation.number(previous));
    }
    return MessageTemplate.fill(rule.message(), values);
  }
}
