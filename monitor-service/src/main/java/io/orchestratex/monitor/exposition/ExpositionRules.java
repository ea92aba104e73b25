package io.orchestratex.monitor.exposition;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes one text out of this process's own meters and the current samples of every target. A sample
 * gets the label {@code target}; where it has one already, that becomes {@code exported_target}. A
 * family that both know keeps the type and help that the meters have.
 */
final class ExpositionRules {

  private static final String TARGET = "target";

  private ExpositionRules() {}

  static Collection<Family> merged(List<Family> own, List<Sampled> current) {
    SortedMap<String, Family> families = new TreeMap<>();
    own.forEach(family -> families.put(family.name(), helped(family)));
    Set<String> names =
        current.stream()
            .flatMap(measured -> measured.samples().stream())
            .map(Sample::name)
            .collect(Collectors.toSet());
    Map<String, List<Family.Line>> lines = new TreeMap<>();
    Set<Map.Entry<String, Map<String, String>>> seen = new HashSet<>();
    for (Sampled measured : current) {
      for (Sample sample : measured.samples()) {
        SortedMap<String, String> labels = labelled(measured.targetId(), sample.labels());
        if (seen.add(Map.entry(sample.name(), labels))) {
          lines
              .computeIfAbsent(familyOf(sample.name(), names), _ -> new ArrayList<>())
              .add(new Family.Line(sample.name(), labels, sample.value()));
        }
      }
    }
    lines.forEach((name, more) -> families.merge(name, family(name, more), ExpositionRules::both));
    return families.values();
  }

  private static Family helped(Family family) {
    return family.help().isBlank()
        ? new Family(family.name(), family.type(), HelpText.of(family.name()), family.lines())
        : family;
  }

  private static SortedMap<String, String> labelled(String target, Map<String, String> labels) {
    SortedMap<String, String> all = new TreeMap<>(labels);
    String before = all.put(TARGET, target);
    if (before != null && !before.equals(target)) {
      all.put("exported_" + TARGET, before);
    }
    return all;
  }

  /** {@code x_sum} and {@code x_count} are parts of a summary {@code x} when both are there. */
  private static String familyOf(String name, Set<String> names) {
    String base = name.replaceFirst("_(sum|count)$", "");
    return !base.equals(name) && names.contains(base + "_sum") && names.contains(base + "_count")
        ? base
        : name;
  }

  private static Family family(String name, List<Family.Line> lines) {
    String type =
        !lines.getFirst().name().equals(name)
            ? "summary"
            : name.endsWith("_total") ? "counter" : "gauge";
    return new Family(name, type, HelpText.of(name), lines);
  }

  private static Family both(Family own, Family other) {
    List<Family.Line> lines = new ArrayList<>(own.lines());
    lines.addAll(other.lines());
    return new Family(own.name(), own.type(), own.help(), lines);
  }
}
