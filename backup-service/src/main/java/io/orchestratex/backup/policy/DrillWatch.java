package io.orchestratex.backup.policy;

import io.orchestratex.backup.drill.DrillRecords;
import io.orchestratex.backup.drill.DrillSettings;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Notices drills that a policy promises and that are not there. */
@Singleton
final class DrillWatch {

  private final DrillRecords records;
  private final DrillOverdueStore overdue;
  private final DrillSettings settings;

  DrillWatch(DrillRecords records, DrillOverdueStore overdue, DrillSettings settings) {
    this.records = records;
    this.overdue = overdue;
    this.settings = settings;
  }

  /** Also of a policy that is paused, and of one that has no drills any more. */
  void look(Policy policy, List<String> targets, Instant now) {
    overdue.report(
        policy.name(),
        policy.definition().drill() == Often.NEVER
            ? List.of()
            : DrillOverdueRules.late(
                policy, targets, records.newest(targets), settings.maxAge(), now),
        now);
  }

  void retain(Collection<String> policies, Instant now) {
    overdue.retain(policies, now);
  }
}
