package io.orchestratex.backup.readiness;

import io.orchestratex.backup.copy.Reach;
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
 * @param vault what the vaults that have it say; null without a backup
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
   * What the vaults that have a backup say.
   *
   * @param from the vault that it is read from; where none hands it out, its own
   * @param reach all that have it
   * @param away why none of them hands it out; null when one does
   * @param keyId the key that opens the backup; null when it could not be read
   * @param keyIsHere whether this installation has it
   * @param noRoom why another backup of that size finds no room in its own vault; null when it
   *     does, or when that one cannot be asked
   */
  record VaultFacts(
      String from,
      Reach reach,
      @Nullable String away,
      @Nullable String keyId,
      boolean keyIsHere,
      @Nullable String noRoom) {}
}
