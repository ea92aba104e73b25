package io.orchestratex.backup.policy;

import io.orchestratex.backup.drill.DrillSettings;
import io.orchestratex.backup.drill.LastDrill;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What all policies together promise of each target. */
@Singleton
public final class Promises {

  private final PolicyStore policies;
  private final DrillSettings settings;

  Promises(PolicyStore policies, DrillSettings settings) {
    this.policies = policies;
    this.settings = settings;
  }

  /** By target; policies that only remove backups promise nothing. */
  public Map<String, List<Promise>> of(
      List<String> targets,
      Map<String, GoodBackup> newest,
      Map<String, LastDrill> last,
      Instant now) {
    Map<String, List<Promise>> promises = new HashMap<>();
    for (Policy policy : policies.all()) {
      PolicyDefinition definition = policy.definition();
      List<String> of =
          definition.targets() == null
              ? targets
              : targets.stream().filter(definition.targets()::contains).toList();
      boolean backups = definition.times().isPresent() || definition.maxAge().isPresent();
      boolean drills = definition.drill() != Often.NEVER;
      if (!backups && !drills) {
        continue;
      }
      Map<String, Instant> late = new HashMap<>();
      OverdueRules.late(policy, of, newest, now)
          .forEach(each -> late.put(each.target(), each.dueAt()));
      Map<String, Instant> lateDrills = new HashMap<>();
      DrillOverdueRules.late(policy, of, last, settings.maxAge(), now)
          .forEach(each -> lateDrills.put(each.target(), each.dueAt()));
      for (String target : of) {
        promises
            .computeIfAbsent(target, _ -> new ArrayList<>())
            .add(
                new Promise(
                    policy.name(), backups, late.get(target), drills, lateDrills.get(target)));
      }
    }
    return promises;
  }
}
