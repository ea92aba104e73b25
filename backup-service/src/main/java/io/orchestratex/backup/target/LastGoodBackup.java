package io.orchestratex.backup.target;

import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The newest backup of a target that succeeded, was not found damaged since, and whose last drill
 * of the target did not fail.
 *
 * @param id of the backup
 * @param vault name of the vault it was taken into
 * @param vaults names of all vaults that have all of it, its copies counted, the one that a restore
 *     reads first
 * @param finishedAt when it was finished
 * @param ageSeconds seconds since it began: what was written in them may be missing in it
 * @param completeness {@code complete}, or {@code partial} when something of this target could not
 *     be taken
 * @param verified whether all of it was read back and found whole
 */
record LastGoodBackup(
    String id,
    String vault,
    List<String> vaults,
    Instant finishedAt,
    long ageSeconds,
    Completeness completeness,
    boolean verified) {

  static LastGoodBackup of(GoodBackup backup, List<String> vaults, Instant now) {
    return new LastGoodBackup(
        backup.id(),
        backup.vault(),
        vaults,
        backup.finishedAt(),
        Math.max(0, Duration.between(backup.begunAt(), now).toSeconds()),
        backup.completeness(),
        backup.verified());
  }
}
