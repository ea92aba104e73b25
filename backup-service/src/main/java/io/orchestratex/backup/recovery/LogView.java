package io.orchestratex.backup.recovery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The archive of a server's log, and the moments that the server can be brought back to.
 *
 * @param target id of the target
 * @param archived whether its log is archived
 * @param received whether a process receives it now
 * @param problem why it is not received, for a person; absent while it is
 * @param vault name of the vault that it is kept in; absent where it is not archived
 * @param startedBy who began it; absent where it is not archived
 * @param startedAt when; absent where it is not archived
 * @param reachesUntil the last moment that is kept, by the server's clock; absent where nothing is
 * @param keptPieces how many files the kept log has
 * @param keptBytes bytes of log that are kept, before compression
 * @param storedBytes bytes that they take in the vault
 * @param windows for each physical backup the moments that it can be recovered to, oldest first; a
 *     moment between two windows cannot
 */
record LogView(
    String target,
    boolean archived,
    boolean received,
    @Nullable String problem,
    @Nullable String vault,
    @Nullable String startedBy,
    @Nullable Instant startedAt,
    @Nullable Instant reachesUntil,
    int keptPieces,
    long keptBytes,
    long storedBytes,
    List<RecoveryWindow> windows) {

  /**
   * The moments of one backup.
   *
   * @param backup id of the physical backup
   * @param from the first moment
   * @param until the moment that is not part of it any more; {@code from} where no log follows, and
   *     the backup can be recovered to its end only
   * @param fromPosition the first position of the log
   * @param toPosition the last one
   */
  record RecoveryWindow(
      String backup, Instant from, Instant until, String fromPosition, String toPosition) {}
}
