package io.orchestratex.backup.readiness;

import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import java.util.Set;

/**
 * A good backup of a target, full or of single databases, and what of the target it holds.
 *
 * @param databases the databases that it holds, the empty ones among them
 * @param isUnsaid whether it is an older full backup, which does not name the databases that are
 *     empty: one that it does not name may be in it
 * @param damaged databases of which something could not be taken
 */
public record HeldBackup(
    GoodBackup backup, Set<String> databases, boolean isUnsaid, Set<String> damaged) {

  public HeldBackup {
    databases = Set.copyOf(databases);
    damaged = Set.copyOf(damaged);
  }

  /** Whether a database is in it. */
  public boolean holds(String database) {
    return databases.contains(database) || isUnsaid;
  }

  /** As a backup of one of its databases. */
  GoodBackup of(String database) {
    return new GoodBackup(
        backup.id(),
        backup.vault(),
        backup.orderedAt(),
        backup.begunAt(),
        backup.finishedAt(),
        damaged.contains(database) ? Completeness.PARTIAL : Completeness.COMPLETE,
        backup.verified());
  }
}
