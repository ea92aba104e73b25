package io.orchestratex.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Measurements; topic {@code metric.samples.v1}, keyed by target id. */
public sealed interface MetricEvent extends DomainEvent {

  /**
   * One value of one series: a Prometheus-style name and labels, in base units (seconds, bytes,
   * ratio).
   *
   * @param value finite: JSON has no word for the others
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Sample(String name, Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * All that one probe measured of one target at one moment; loss is allowed, order per target is
   * kept.
   */
  @JsonTypeName("metric.sampled")
  record Sampled(String targetId, String kind, Instant at, List<Sample> samples)
      implements MetricEvent {
    public Sampled {
      samples = List.copyOf(samples);
    }

    @Override
    public String key() {
      return targetId;
    }
  }
}
