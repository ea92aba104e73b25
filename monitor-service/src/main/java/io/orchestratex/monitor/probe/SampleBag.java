package io.orchestratex.monitor.probe;

import io.orchestratex.contracts.MetricEvent.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Collects the samples of one measurement; a value that is not finite is left out. */
public final class SampleBag {

  private final List<Sample> samples = new ArrayList<>();

  /**
   * Adds a sample.
   *
   * @param labels names and values in turn
   */
  public SampleBag add(String name, double value, String... labels) {
    if (labels.length % 2 != 0) {
      throw new IllegalArgumentException("a label of " + name + " has no value");
    }
    if (Double.isFinite(value)) {
      Map<String, String> map = new HashMap<>();
      for (int i = 0; i < labels.length; i += 2) {
        map.put(labels[i], labels[i + 1]);
      }
      samples.add(new Sample(name, map, value));
    }
    return this;
  }

  /** Adds a share as {@code <name>_ratio}, and {@code <name>_valid}: 1 when there is one. */
  public SampleBag addShare(String name, OptionalDouble share) {
    share.ifPresent(value -> add(name + "_ratio", value));
    return add(name + "_valid", share.isPresent() ? 1 : 0);
  }

  public SampleBag addAll(List<Sample> more) {
    samples.addAll(more);
    return this;
  }

  public List<Sample> samples() {
    return List.copyOf(samples);
  }

  public Measurement.Taken taken() {
    return new Measurement.Taken(samples);
  }
}
