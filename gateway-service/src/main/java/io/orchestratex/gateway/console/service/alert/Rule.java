package io.orchestratex.gateway.console.service.alert;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule, as alert-service shows it. */
public record Rule(
    String id,
    @Nullable String description,
    boolean enabled,
    String severity,
    String message,
    Condition condition,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * What it waits for.
   *
   * @param kind threshold, shrink, event or silence; it decides which of the others are set
   */
  public record Condition(
      String kind,
      @Nullable Selector selector,
      @Nullable String comparison,
      @Nullable Double fire,
      @Nullable Double clear,
      @Nullable Long forSeconds,
      @Nullable Double ratio,
      @Nullable Double recovered,
      @Nullable Double minPrevious,
      @Nullable Double minLost,
      @Nullable String type,
      @Nullable String of) {}

  /** Which samples it looks at. */
  public record Selector(String metric, List<LabelMatch> labels, List<String> ignoreLabels) {

    public Selector {
      labels = labels == null ? List.of() : List.copyOf(labels);
      ignoreLabels = ignoreLabels == null ? List.of() : List.copyOf(ignoreLabels);
    }
  }

  /** A condition on one label. */
  public record LabelMatch(String label, String operator, List<String> values) {

    public LabelMatch {
      values = values == null ? List.of() : List.copyOf(values);
    }
  }
}
