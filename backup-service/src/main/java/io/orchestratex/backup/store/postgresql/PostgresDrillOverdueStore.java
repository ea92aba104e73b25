package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.policy.DrillOverdueStore;
import io.orchestratex.backup.policy.LateDrill;
import io.orchestratex.backup.store.postgresql.LateRows.Beginning;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The table {@code policy_drill_overdue}. */
@Singleton
final class PostgresDrillOverdueStore implements DrillOverdueStore {

  private final LateRows rows;

  PostgresDrillOverdueStore(Postgres postgres, PostgresOutbox outbox) {
    this.rows =
        new LateRows(
            postgres,
            outbox,
            "policy_drill_overdue",
            (key, now) -> new BackupEvent.DrillCaughtUp(key.target(), key.policy(), now));
  }

  @Override
  public void report(String policy, List<LateDrill> late, Instant now) {
    rows.report(
        policy,
        late.stream()
            .map(each ->
                new Beginning(
                    each.target(),
                    event(policy, each, now),
                    "a drill is overdue: " + each.reason()))
            .toList(),
        now);
  }

  private static DomainEvent event(String policy, LateDrill late, Instant now) {
    return late.last() == null
        ? new BackupEvent.DrillMissing(late.target(), policy, late.reason(), late.dueAt(), now)
        : new BackupEvent.DrillOverdue(late.target(), policy, late.reason(), late.dueAt(), now);
  }

  @Override
  public void retain(Collection<String> policies, Instant now) {
    rows.retain(policies, now);
  }
}
