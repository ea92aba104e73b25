package io.orchestratex.monitor.exposition;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Joins this process's own meters and the current samples of every target to families, each under
 * the name that it has in the text. A sample gets the label {@code target}; where it has one
 * already, that becomes {@code exported_target}. A series that comes twice is shown once, with the
 * value of the own meter, and a family that both know keeps the help that the meters have.
 *
 * <p>A name that ends in {@code _total} is a counter, {@code x_sum} with {@code x_count} is a
 * summary {@code x}, all else is a gauge. What the Prometheus client cannot write is left out, so
 * that one odd sample does not cost the others: a counter below 0, a gauge whose name ends in
 * {@code _bucket}, {@code _created} or {@code _info}, a label whose name begins with two
 * underscores, a sample of another type than the meter of its name.
 */
final class ExpositionRules {

  private static final String OF_PROBES = "ox_";
  private static final String TARGET = "target";
  private static final String TOTAL = "_total";
  private static final String SUM = "_sum";
  private static final String COUNT = "_count";
  private static final String QUANTILE = "quantile";

  private final SortedMap<String, MetricSnapshot> families = new TreeMap<>();
  private final UnaryOperator<String> help;

  private ExpositionRules(UnaryOperator<String> help) {
    this.help = help;
  }

  /**
   * All families: first those that are no counters, then the counters. Apart, because the client
   * takes a counter {@code x_total} and a gauge {@code x} for two metrics of one name.
   *
   * @param help what a metric means, where the meters do not say it
   */
  static List<MetricSnapshots> merged(
      MetricSnapshots own, List<Sampled> current, UnaryOperator<String> help) {
    ExpositionRules rules = new ExpositionRules(help);
    for (MetricSnapshot each : own) {
      String name = each.getMetadata().getPrometheusName();
      rules.families.put(each instanceof CounterSnapshot ? name + TOTAL : name, each);
    }
    SortedMap<String, Map<Labels, Double>> samples = byName(current);
    samples.forEach((name, values) -> rules.add(name, values, samples));
    return rules.families.values().stream()
        .collect(Collectors.partitioningBy(CounterSnapshot.class::isInstance))
        .values()
        .stream()
        .map(MetricSnapshots::new)
        .toList();
  }

  /**
   * The samples that no other endpoint shows: of an engine that exposes its own, only what the
   * probe says about it.
   *
   * @param exposesItself asked for each engine
   */
  static List<Sampled> notShownElsewhere(List<Sampled> current, Predicate<String> exposesItself) {
    return current.stream()
        .map(measured ->
            exposesItself.test(measured.kind())
                ? new Sampled(
                    measured.targetId(),
                    measured.kind(),
                    measured.at(),
                    measured.samples().stream()
                        .filter(sample -> sample.name().startsWith(OF_PROBES))
                        .toList())
                : measured)
        .toList();
  }

  private static SortedMap<String, Map<Labels, Double>> byName(List<Sampled> current) {
    SortedMap<String, Map<Labels, Double>> samples = new TreeMap<>();
    for (Sampled measured : current) {
      for (Sample sample : measured.samples()) {
        if (sample.labels().keySet().stream().allMatch(PrometheusNaming::isValidLabelName)) {
          samples
              .computeIfAbsent(sample.name(), _ -> new LinkedHashMap<>())
              .putIfAbsent(labels(measured.targetId(), sample.labels()), sample.value());
        }
      }
    }
    return samples;
  }

  private static Labels labels(String target, Map<String, String> labels) {
    Map<String, String> all = new TreeMap<>(labels);
    String before = all.put(TARGET, target);
    if (before != null && !before.equals(target)) {
      all.put("exported_" + TARGET, before);
    }
    return Labels.of(List.copyOf(all.keySet()), List.copyOf(all.values()));
  }

  private void add(
      String name, Map<Labels, Double> values, Map<String, Map<Labels, Double>> samples) {
    String base = name.replaceFirst("_(sum|count|total)$", "");
    if (name.endsWith(TOTAL)) {
      addCounter(name, base, values);
      return;
    }
    Map<Labels, Double> sums = samples.get(base + SUM);
    Map<Labels, Double> counts = samples.get(base + COUNT);
    if (!base.equals(name) && sums != null && counts != null) {
      // Reached once for each of the two names.
      if (name.endsWith(SUM)) {
        addSummary(base, sums, counts);
      }
    } else if (base.equals(name) || !families.containsKey(base)) {
      addGauge(name, values);
    }
  }

  private void addCounter(String name, String base, Map<Labels, Double> values) {
    MetricSnapshot own = families.get(name);
    if (isWritable(base) && (own == null || own instanceof CounterSnapshot)) {
      List<CounterDataPointSnapshot> points = new ArrayList<>();
      if (own instanceof CounterSnapshot counter) {
        points.addAll(counter.getDataPoints());
      }
      Set<Labels> seen = labelsOf(points);
      values.forEach((labels, value) -> {
        if (value >= 0 && seen.add(labels)) {
          points.add(new CounterDataPointSnapshot(value, labels, null, 0));
        }
      });
      families.put(name, new CounterSnapshot(metadata(base, name, own), points));
    }
  }

  private void addGauge(String name, Map<Labels, Double> values) {
    MetricSnapshot own = families.get(name);
    if (isWritable(name) && (own == null || own instanceof GaugeSnapshot)) {
      List<GaugeDataPointSnapshot> points = new ArrayList<>();
      if (own instanceof GaugeSnapshot gauge) {
        points.addAll(gauge.getDataPoints());
      }
      Set<Labels> seen = labelsOf(points);
      values.forEach((labels, value) -> {
        if (seen.add(labels)) {
          points.add(new GaugeDataPointSnapshot(value, labels, null));
        }
      });
      families.put(name, new GaugeSnapshot(metadata(name, name, own), points));
    }
  }

  private void addSummary(String base, Map<Labels, Double> sums, Map<Labels, Double> counts) {
    MetricSnapshot own = families.get(base);
    if (isWritable(base) && (own == null || own instanceof SummarySnapshot)) {
      List<SummaryDataPointSnapshot> points = new ArrayList<>();
      if (own instanceof SummarySnapshot summary) {
        points.addAll(summary.getDataPoints());
      }
      Set<Labels> seen = labelsOf(points);
      sums.forEach((labels, sum) -> {
        Double count = counts.get(labels);
        if (count != null && !labels.contains(QUANTILE) && seen.add(labels)) {
          points.add(
              new SummaryDataPointSnapshot(
                  Math.round(count), sum, Quantiles.EMPTY, labels, null, 0));
        }
      });
      families.put(base, new SummarySnapshot(metadata(base, base, own), points));
    }
  }

  private static boolean isWritable(String name) {
    return PrometheusNaming.isValidMetricName(name);
  }

  private static Set<Labels> labelsOf(List<? extends DataPointSnapshot> points) {
    return points.stream().map(DataPointSnapshot::getLabels).collect(Collectors.toSet());
  }

  private MetricMetadata metadata(String base, String name, @Nullable MetricSnapshot own) {
    String said = own == null ? null : own.getMetadata().getHelp();
    return new MetricMetadata(base, said == null || said.isBlank() ? help.apply(name) : said);
  }
}
