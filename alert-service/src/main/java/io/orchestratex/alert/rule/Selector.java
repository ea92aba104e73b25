package io.orchestratex.alert.rule;

import com.fasterxml.jackson.annotation.JsonValue;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which samples a rule looks at.
 *
 * @param metric the exact name: letters, digits, _ and :, at most 200 characters
 * @param labels all must match, at most 20; each sample of the metric when left out
 * @param ignoreLabels labels that do not identify a series, such as the reason of {@code ox_up}, at
 *     most 20; none when left out
 */
public record Selector(
    @Schema(pattern = "^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$") String metric,
    @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        @ArraySchema(maxItems = RuleChecks.MAX_MATCHES)
        List<LabelMatch> labels,
    @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        @ArraySchema(
            maxItems = RuleChecks.MAX_MATCHES,
            schema = @Schema(pattern = "^[a-zA-Z_][a-zA-Z0-9_]{0,99}$"))
        List<String> ignoreLabels) {

  public Selector(
      String metric, @Nullable List<LabelMatch> labels, @Nullable List<String> ignoreLabels) {
    this.metric = metric;
    this.labels = copy(labels);
    this.ignoreLabels = copy(ignoreLabels);
  }

  /** A list that may hold nulls until it was checked. */
  private static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(list));
  }

  static Selector of(String metric) {
    return new Selector(metric, List.of(), List.of());
  }

  /** Whether the rule looks at this sample. */
  public boolean matches(Sample sample) {
    return metric.equals(sample.name())
        && labels.stream().allMatch(match -> match.matches(sample.labels()));
  }

  /** The labels that identify this sample's series. */
  public Map<String, String> identity(Sample sample) {
    Map<String, String> identity = new HashMap<>(sample.labels());
    ignoreLabels.forEach(identity::remove);
    return identity;
  }

  /**
   * A condition on one label; a label that a sample lacks is the empty text.
   *
   * @param label the label's name
   * @param operator how its value is compared
   * @param values 1 to 50 texts of at most 200 characters: one of them must fit, or none for the
   *     operators that begin with {@code not}
   */
  public record LabelMatch(
      @Schema(pattern = "^[a-zA-Z_][a-zA-Z0-9_]{0,99}$") String label,
      Operator operator,
      @ArraySchema(
              minItems = 1,
              maxItems = RuleChecks.MAX_VALUES,
              schema = @Schema(maxLength = RuleChecks.MAX_VALUE))
          List<String> values) {

    public LabelMatch(String label, Operator operator, @Nullable List<String> values) {
      this.label = label;
      this.operator = operator;
      this.values = copy(values);
    }

    boolean matches(Map<String, String> labels) {
      String value = labels.getOrDefault(label, "");
      return switch (operator) {
        case IN -> values.contains(value);
        case NOT_IN -> !values.contains(value);
        case STARTS_WITH -> values.stream().anyMatch(value::startsWith);
        case NOT_STARTS_WITH -> values.stream().noneMatch(value::startsWith);
      };
    }
  }

  /** How a label is compared. */
  public enum Operator {
    IN,
    NOT_IN,
    STARTS_WITH,
    NOT_STARTS_WITH;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
