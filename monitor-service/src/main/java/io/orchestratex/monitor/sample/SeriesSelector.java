package io.orchestratex.monitor.sample;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which series are meant.
 *
 * @param name exact name, or null for each
 * @param target exact target id, or null for each
 * @param labels labels that a series must have, among others
 */
public record SeriesSelector(
    @Nullable String name, @Nullable String target, Map<String, String> labels) {
  public SeriesSelector {
    labels = Map.copyOf(labels);
  }

  boolean matches(String otherName, String otherTarget, Map<String, String> otherLabels) {
    return (name == null || name.equals(otherName))
        && (target == null || target.equals(otherTarget))
        && otherLabels.entrySet().containsAll(labels.entrySet());
  }
}
