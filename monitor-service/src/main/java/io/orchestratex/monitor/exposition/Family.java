package io.orchestratex.monitor.exposition;

import java.util.List;
import java.util.Map;

/**
 * Samples under one name in the text format.
 *
 * @param type counter, gauge, summary, histogram or untyped
 * @param help one line for people, unescaped; may be empty
 */
public record Family(String name, String type, String help, List<Line> lines) {
  public Family {
    lines = List.copyOf(lines);
  }

  /**
   * One sample.
   *
   * @param name the family's name, with a suffix for parts of summaries and histograms
   * @param labels in the order of the text
   */
  public record Line(String name, Map<String, String> labels, double value) {}
}
