package io.orchestratex.backup.policy;

import io.orchestratex.backup.copy.CopyOverdueStore;
import io.orchestratex.kit.schedule.ManagedSchedules;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Policies as the API shows them. */
@Singleton
final class PolicyViews {

  private final PolicyCatalog catalog;
  private final OverdueStore overdue;
  private final CopyOverdueStore copiesOverdue;
  private final CopyWatch copies;
  private final ManagedSchedules schedules;
  private final InstantSource clock;

  PolicyViews(
      PolicyCatalog catalog,
      OverdueStore overdue,
      CopyOverdueStore copiesOverdue,
      CopyWatch copies,
      ManagedSchedules schedules,
      InstantSource clock) {
    this.catalog = catalog;
    this.overdue = overdue;
    this.copiesOverdue = copiesOverdue;
    this.copies = copies;
    this.schedules = schedules;
    this.clock = clock;
  }

  PolicyView of(Policy policy) {
    return PolicyView.of(
        policy,
        new PolicyView.Known(
            new PolicyView.Pauses(schedules.areAllPaused(), schedules.paused(policy.schedules())),
            catalog.newestCleanup(policy.name()),
            overdue.overdue(policy.name()),
            copies.states(policy),
            copiesOverdue.overdue(policy.name())),
        clock.instant());
  }
}
