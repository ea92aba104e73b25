package io.orchestratex.monitor.health;

import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.kit.target.AddedTarget;
import io.orchestratex.kit.target.TargetOwner;
import io.orchestratex.monitor.probe.Probes;
import io.orchestratex.monitor.schedule.ProbeSchedule;
import io.orchestratex.monitor.target.Target;
import io.orchestratex.monitor.target.TargetRegistry;
import io.orchestratex.monitor.target.TargetSeal;
import io.orchestratex.monitor.target.TargetSettings;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/** What is particular about targets that are watched. */
@Singleton
final class WatchedTargetOwner implements TargetOwner {

  private final TargetRegistry registry;
  private final TargetSeal seal;
  private final Probes probes;
  private final ProbeSchedule schedule;

  WatchedTargetOwner(
      TargetRegistry registry, TargetSeal seal, Probes probes, ProbeSchedule schedule) {
    this.registry = registry;
    this.seal = seal;
    this.probes = probes;
    this.schedule = schedule;
  }

  @Override
  public String area() {
    return "monitor";
  }

  @Override
  public String purpose() {
    return "watch";
  }

  @Override
  public Optional<String> settingOf(String id) {
    return registry.isOfSettings(id)
        ? Optional.of(TargetSettings.KEY + "." + id)
        : Optional.empty();
  }

  @Override
  public Set<String> engines() {
    return probes.addable();
  }

  @Override
  public Optional<String> engineOf(String scheme) {
    return probes.engineOf(scheme);
  }

  @Override
  public String address(String engine, Secret uri) {
    return probes.shownAddress(engine, uri);
  }

  @Override
  public ConnectionReport test(String engine, String id, Secret uri) {
    return probes.test(new Target(id, engine, uri));
  }

  @Override
  public Sealed seal(String id, Secret uri) {
    return seal.seal(id, uri);
  }

  @Override
  public Optional<Secret> open(AddedTarget target) {
    return seal.open(target);
  }

  @Override
  public void refresh() {
    schedule.refresh();
  }
}
