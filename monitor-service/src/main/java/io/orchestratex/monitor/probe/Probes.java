package io.orchestratex.monitor.probe;

import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.target.Target;
import io.orchestratex.monitor.target.TargetSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The probes that there are, by the engines, groups and names that they answer for. */
@Singleton
public final class Probes {

  private static final Duration TEST_WITHIN = Duration.ofSeconds(5);

  private final SortedMap<String, Probe> byEngine = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> enginesByGroup = new TreeMap<>();
  private final Map<String, String> help = new HashMap<>();

  Probes(List<Probe> all) {
    for (Probe probe : all) {
      Probe other = byEngine.put(probe.engine(), probe);
      if (other != null) {
        throw new IllegalStateException(
            "%s and %s both measure %s"
                .formatted(probe.getClass().getName(), other.getClass().getName(), probe.engine()));
      }
      addToGroup(probe.engine(), probe);
      probe.groups().forEach(group -> addToGroup(group, probe));
      help.putAll(probe.help());
    }
  }

  private void addToGroup(String group, Probe probe) {
    enginesByGroup.computeIfAbsent(group, _ -> new TreeSet<>()).add(probe.engine());
  }

  /**
   * The probe that measures a target.
   *
   * @throws IllegalArgumentException naming the setting, when no probe measures the target's engine
   *     or the probe does not accept its address
   */
  public Probe of(Target target) {
    String key = TargetSettings.KEY + "." + target.id();
    Probe probe = byEngine.get(target.engine());
    if (probe == null) {
      throw new IllegalArgumentException(
          key
              + ".engine is '"
              + target.engine()
              + "'; expected one of "
              + String.join(", ", byEngine.keySet()));
    }
    if (!probe.accepts(target.address())) {
      // The address itself may hold a password.
      throw new IllegalArgumentException(key + ".uri " + probe.refusal(target.address()));
    }
    return probe;
  }

  /** The engines whose targets people may add: those that a URI says all about. */
  public SortedSet<String> addable() {
    SortedSet<String> engines = new TreeSet<>();
    byEngine.forEach((engine, probe) -> {
      if (!probe.schemes().isEmpty()) {
        engines.add(engine);
      }
    });
    return engines;
  }

  /** The engine that the scheme of an address means; empty when none does. */
  public Optional<String> engineOf(String scheme) {
    return byEngine.values().stream()
        .filter(probe -> probe.schemes().contains(scheme))
        .map(Probe::engine)
        .findFirst();
  }

  /**
   * An address as people may see it.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public String shownAddress(String engine, Secret address) {
    Probe probe = Objects.requireNonNull(byEngine.get(engine), engine);
    if (!probe.accepts(address)) {
      throw new IllegalArgumentException("it " + probe.refusal(address));
    }
    return probe.shownAddress(address);
  }

  /** Tries to measure a target once. */
  public ConnectionReport test(Target target) {
    Probe probe = of(target);
    if (probe instanceof AccessTest own) {
      return own.test(target.address());
    }
    try (Probe.Session session = probe.open(target)) {
      return ConnectionRules.of(session.measure(TEST_WITHIN));
    }
  }

  /** The names of all groups. */
  public SortedSet<String> groups() {
    return new TreeSet<>(enginesByGroup.keySet());
  }

  /** The engines of a group; empty when there is no such group. */
  public Set<String> enginesOf(String group) {
    return enginesByGroup.getOrDefault(group, new TreeSet<>());
  }

  /** Whether targets of an engine show their samples to Prometheus themselves. */
  public boolean exposesItself(String engine) {
    Probe probe = byEngine.get(engine);
    return probe != null && probe.exposesItself();
  }

  /** What a metric means, in a line. */
  public String help(String name) {
    String known = help.get(name);
    return known == null ? HelpText.of(name) : known;
  }
}
