package io.orchestratex.backup.target;

import io.orchestratex.backup.engine.Completeness;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** Which backups the targets could be restored from. Thread-safe. */
public interface GoodBackups {

  /**
   * A backup that succeeded, was not found damaged since, and whose last drill of the target did
   * not fail.
   *
   * @param orderedAt which is its age for policies, by the clock of the service
   * @param begunAt what was written later may be missing in it; by the clock of the store
   * @param completeness of the part of one target
   * @param verified whether all of it was read back
   */
  record GoodBackup(
      String id,
      String vault,
      Instant orderedAt,
      Instant begunAt,
      Instant finishedAt,
      Completeness completeness,
      boolean verified) {}

  /**
   * The newest of each target, in one question; targets without one are left out. Safety backups of
   * restores do not count: they hold what a restore was going to replace.
   */
  Map<String, GoodBackup> newest(Collection<String> targets);
}
