package io.orchestratex.backup.target;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.kit.target.AddedTarget;
import io.orchestratex.kit.target.TargetOwner;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is particular about targets that are backed up. */
@Singleton
final class BackupTargetOwner implements TargetOwner {

  private final Targets targets;
  private final TargetSeal seal;
  private final TargetUses uses;
  private final Engines engines;

  BackupTargetOwner(Targets targets, TargetSeal seal, TargetUses uses, Engines engines) {
    this.targets = targets;
    this.seal = seal;
    this.uses = uses;
    this.engines = engines;
  }

  @Override
  public String area() {
    return "backup";
  }

  @Override
  public String purpose() {
    return "backup";
  }

  @Override
  public Optional<String> settingOf(String id) {
    return targets.isOfSettings(id)
        ? Optional.of("orchestratex.backup.targets." + id)
        : Optional.empty();
  }

  @Override
  public Set<String> engines() {
    return engines.names();
  }

  @Override
  public Optional<String> engineOf(String scheme) {
    return engines.ofScheme(scheme);
  }

  @Override
  public String address(String engine, Secret uri) {
    try {
      return engines.get(engine).address(new EngineAccess("that is given", uri));
    } catch (EngineException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public ConnectionReport test(String engine, String id, Secret uri) {
    return TargetTests.of(engines.get(engine), new EngineAccess(id, uri));
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
  public void checkMove(String id) {
    checkIdle(id, "moved to another address");
  }

  @Override
  public void checkRemoval(String id, boolean force) {
    checkIdle(id, "removed");
    TargetUses.Uses named = uses.of(id);
    List<String> by = new ArrayList<>();
    named.policies().forEach(each -> by.add("policy " + each));
    named.schedules().forEach(each -> by.add("schedule " + each));
    if (!by.isEmpty() && !force) {
      throw FailureException.conflict(
          "backup.target-in-use",
          "The target %s is named by %s. Take it out of them first, or remove it by force; they fail then until they are changed."
              .formatted(id, String.join(", ", by)));
    }
  }

  private void checkIdle(String id, String what) {
    List<String> jobs = uses.of(id).jobs();
    if (!jobs.isEmpty()) {
      throw FailureException.conflict(
          "backup.target-busy",
          "The target %s cannot be %s while jobs are on it: %s. Wait for their end or cancel them."
              .formatted(id, what, String.join(", ", jobs)));
    }
  }

  @Override
  public void refresh() {
    targets.refresh();
  }
}
