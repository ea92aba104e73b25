package io.orchestratex.backup.readiness;

import io.orchestratex.backup.drill.LastDrill;
import io.orchestratex.backup.policy.Promise;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a target.
 *
 * @param backup its newest good backup; null without one
 * @param promises what policies promise of it
 * @param maxAge how old the backup may be where no policy says so
 * @param drill its last drill with a verdict; null without one
 * @param drillMaxAge how old a drill may be
 * @param vault what its vault says; null without a backup
 * @param lastRestore how long the last restore took; null without one
 */
record ReadinessFacts(
    String target,
    @Nullable GoodBackup backup,
    List<Promise> promises,
    Duration maxAge,
    @Nullable LastDrill drill,
    Duration drillMaxAge,
    @Nullable VaultFacts vault,
    @Nullable Duration lastRestore) {

  ReadinessFacts {
    promises = List.copyOf(promises);
  }

  /**
   * What the vault of a backup says.
   *
   * @param away why it cannot be used, or the backup's manifest not be read; null when they can
   * @param keyId the key that opens the backup; null when it could not be read
   * @param keyIsHere whether this installation has it
   * @param noRoom why another backup of that size finds no room; null when it does
   */
  record VaultFacts(
      @Nullable String away, @Nullable String keyId, boolean keyIsHere, @Nullable String noRoom) {}
}
