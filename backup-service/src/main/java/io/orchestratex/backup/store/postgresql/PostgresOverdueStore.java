package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.policy.Late;
import io.orchestratex.backup.policy.OverdueStore;
import io.orchestratex.backup.store.postgresql.LateRows.Beginning;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The table {@code policy_overdue}. */
@Singleton
final class PostgresOverdueStore implements OverdueStore {

  private final LateRows rows;

  PostgresOverdueStore(Postgres postgres, PostgresOutbox outbox) {
    this.rows =
        new LateRows(
            postgres,
            outbox,
            "policy_overdue",
            (key, now) -> new BackupEvent.CaughtUp(key.target(), key.policy(), now));
  }

  @Override
  public void report(String policy, List<Late> late, Instant now) {
    rows.report(
        policy,
        late.stream()
            .map(each ->
                new Beginning(
                    each.target(),
                    new BackupEvent.Overdue(
                        each.target(), policy, each.reason(), each.dueAt(), now),
                    "a backup is overdue since " + each.dueAt()))
            .toList(),
        now);
  }

  @Override
  public void retain(Collection<String> policies, Instant now) {
    rows.retain(policies, now);
  }

  @Override
  public List<String> overdue(String policy) {
    return rows.targets(policy);
  }
}
