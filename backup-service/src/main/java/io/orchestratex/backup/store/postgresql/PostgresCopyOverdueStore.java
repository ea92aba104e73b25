package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.copy.CopyOverdueStore;
import io.orchestratex.backup.copy.LateCopies;
import io.orchestratex.backup.store.postgresql.LateRows.Beginning;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code policy_copies_overdue}, whose targets are vaults. */
@Singleton
final class PostgresCopyOverdueStore implements CopyOverdueStore {

  private final LateRows rows;

  PostgresCopyOverdueStore(Postgres postgres, PostgresOutbox outbox) {
    this.rows =
        new LateRows(
            postgres,
            outbox,
            "policy_copies_overdue",
            (key, now) -> new BackupEvent.CopiesCaughtUp(key.target(), key.policy(), now),
            PostgresCopyOverdueStore::next);
  }

  /** The version of the vault, which its other events carry as well. */
  private static long next(Handle sql, String vault) {
    return sql.createQuery(
            """
            INSERT INTO vaults (name, version) VALUES (:name, 1)
            ON CONFLICT (name) DO UPDATE SET version = vaults.version + 1 RETURNING version\
            """)
        .bind("name", vault)
        .mapTo(Long.class)
        .one();
  }

  @Override
  public void report(String policy, List<LateCopies> late, Instant now) {
    rows.report(
        policy,
        late.stream()
            .map(each ->
                new Beginning(
                    each.vault(),
                    new BackupEvent.CopiesOverdue(
                        each.vault(), policy, each.oldest(), each.reason(), each.dueAt(), now),
                    "copies are overdue: " + each.reason()))
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
