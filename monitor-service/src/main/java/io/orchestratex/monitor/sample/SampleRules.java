package io.orchestratex.monitor.sample;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.failure.Failure.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a measurement must be like to be kept: names as Prometheus has them, and bounds. */
final class SampleRules {

  static final int MAX_SAMPLES = 20_000;
  static final int MAX_LABELS = 30;
  static final int MAX_LABEL_LENGTH = 1_024;
  static final Duration MAX_AHEAD = Duration.ofMinutes(10);

  private static final int MAX_ERRORS = 10;
  private static final Pattern TARGET = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]{0,199}");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,127}");

  private SampleRules() {}

  /** What is wrong with a measurement; empty when it may be kept. */
  static List<FieldError> errors(Sampled measurement, Instant now, Duration retention) {
    List<FieldError> errors = new ArrayList<>();
    if (!TARGET.matcher(measurement.targetId()).matches()) {
      errors.add(new FieldError("/target_id", "is not a target id"));
    }
    if (measurement.at().isAfter(now.plus(MAX_AHEAD))) {
      errors.add(new FieldError("/at", "is more than 10 minutes ahead: " + measurement.at()));
    }
    if (measurement.at().isBefore(now.minus(retention))) {
      errors.add(new FieldError("/at", "is older than samples are kept: " + measurement.at()));
    }
    if (measurement.samples().size() > MAX_SAMPLES) {
      errors.add(new FieldError("/samples", "has more than " + MAX_SAMPLES + " entries"));
      return errors;
    }
    Set<Map.Entry<String, Map<String, String>>> seen = new HashSet<>();
    for (int i = 0; i < measurement.samples().size() && errors.size() < MAX_ERRORS; i++) {
      Sample sample = measurement.samples().get(i);
      check(errors, "/samples/" + i, sample);
      if (!seen.add(Map.entry(sample.name(), sample.labels()))) {
        errors.add(new FieldError("/samples/" + i, "repeats a series of this measurement"));
      }
    }
    return errors;
  }

  private static void check(List<FieldError> errors, String pointer, Sample sample) {
    if (!isName(sample.name())) {
      errors.add(new FieldError(pointer + "/name", "is not a metric's name"));
    }
    if (!Double.isFinite(sample.value())) {
      errors.add(new FieldError(pointer + "/value", "is not finite"));
    }
    if (sample.labels().size() > MAX_LABELS) {
      errors.add(new FieldError(pointer + "/labels", "has more than " + MAX_LABELS + " entries"));
    }
    sample
        .labels()
        .forEach((label, value) -> {
          if (!isLabel(label)) {
            errors.add(new FieldError(pointer + "/labels", "has a name that is no label's"));
          } else if (value.length() > MAX_LABEL_LENGTH || value.indexOf('\0') >= 0) {
            errors.add(new FieldError(pointer + "/labels/" + label, "is too long or has a NUL"));
          }
        });
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static boolean isLabel(String text) {
    return LABEL.matcher(text).matches();
  }
}
