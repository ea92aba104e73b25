package io.orchestratex.backup.restore;

import io.orchestratex.backup.engine.PlannedObject;
import java.time.Instant;
import java.util.List;

/**
 * What a restore would do.
 *
 * @param dataLostSince what was written after this moment goes, in what is replaced
 * @param token confirms exactly this plan, for 15 minutes
 */
record RestorePlan(
    String backup,
    Instant takenAt,
    List<PlannedTarget> targets,
    Instant dataLostSince,
    long estimatedSeconds,
    List<String> warnings,
    String token) {

  RestorePlan {
    targets = List.copyOf(targets);
    warnings = List.copyOf(warnings);
  }

  /** One target's part. */
  record PlannedTarget(String target, String engine, List<PlannedObject> objects) {
    PlannedTarget {
      objects = List.copyOf(objects);
    }
  }

  List<String> restored() {
    return targets.stream()
        .flatMap(target -> RestoreRules.restored(target.objects()).stream())
        .toList();
  }

  List<String> targetIds() {
    return targets.stream().map(PlannedTarget::target).toList();
  }
}
