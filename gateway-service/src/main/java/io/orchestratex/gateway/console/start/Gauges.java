package io.orchestratex.gateway.console.start;

import io.orchestratex.gateway.console.frame.Times;
import io.orchestratex.gateway.console.service.monitor.MonitorApi.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The samples that tell how a target does, in a row per target. */
final class Gauges {

  /** Of a database, and of a service. */
  private static final List<String> ANSWERS =
      List.of("ox_operation_seconds", "ox_response_seconds");

  private static final String CONNECTIONS = "ox_connections_used_ratio";
  private static final String CACHE = "ox_cache_hit_ratio";
  private static final List<String> MEMORY =
      List.of("ox_memory_used_ratio", "node_memory_used_ratio");
  private static final List<String> DISK = List.of("ox_disk_used_ratio", "node_disk_used_ratio");
  private static final String CPU = "node_cpu_used_ratio";

  /** All of them. */
  static final List<String> NAMES =
      List.of(
          ANSWERS.get(0),
          ANSWERS.get(1),
          CONNECTIONS,
          CACHE,
          MEMORY.get(0),
          MEMORY.get(1),
          DISK.get(0),
          DISK.get(1),
          CPU);

  private Gauges() {}

  /**
   * A target's figures as people read them; a dash for what is not measured of it.
   *
   * @param memory share in use
   */
  record Row(String target, String response, String connections, String cacheHits, String memory) {}

  /**
   * A disk, a processor or a memory.
   *
   * @param used from 0 to 1
   */
  record Meter(String target, String of, double used) {

    long percent() {
      return Math.round(used * 100);
    }
  }

  static List<Row> rows(List<Sample> samples) {
    Map<String, Map<String, Double>> byTarget = new LinkedHashMap<>();
    for (Sample sample : samples) {
      if (sample.name().startsWith("ox_") && sample.labels().isEmpty()) {
        byTarget
            .computeIfAbsent(sample.target(), _ -> new LinkedHashMap<>())
            .put(sample.name(), sample.value());
      }
    }
    List<Row> rows = new ArrayList<>();
    byTarget.forEach((target, values) -> {
      Double operation = values.get(ANSWERS.getFirst());
      Double seconds = operation == null ? values.get(ANSWERS.getLast()) : operation;
      rows.add(
          new Row(
              target,
              seconds == null
                  ? "–"
                  : Times.length(Duration.ofNanos(Math.round(seconds * 1_000_000_000))),
              percent(values, CONNECTIONS),
              percent(values, CACHE),
              percent(values, MEMORY.getFirst())));
    });
    return rows;
  }

  /** Disks, then processors and memories of hosts. */
  static List<Meter> meters(List<Sample> samples) {
    List<Meter> meters = new ArrayList<>();
    for (Sample sample : samples) {
      if (DISK.contains(sample.name())) {
        String path = sample.labels().getOrDefault("path", "");
        meters.add(new Meter(sample.target(), ("disk " + path).strip(), sample.value()));
      }
    }
    for (Sample sample : samples) {
      if (sample.name().equals(CPU)) {
        meters.add(new Meter(sample.target(), "processors", sample.value()));
      } else if (sample.name().equals(MEMORY.getLast())) {
        meters.add(new Meter(sample.target(), "memory", sample.value()));
      }
    }
    return meters.stream().distinct().toList();
  }

  private static String percent(Map<String, Double> values, String name) {
    Double value = values.get(name);
    return value == null ? "–" : Math.round(value * 100) + " %";
  }
}
