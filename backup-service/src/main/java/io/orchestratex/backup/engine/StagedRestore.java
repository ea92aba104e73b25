package io.orchestratex.backup.engine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Loads everything under temporary names, where it is compared, and only then puts it in place by
 * moves. Every call about a move ends within three minutes, well or not: the job is locked
 * meanwhile.
 */
public sealed interface StagedRestore extends RestoreWay, FreshLoad
    permits RenamedRestore, FileSwapRestore {

  /**
   * Says which record of an object that was loaded differs from the backup and where, without a
   * value of it; empty where that cannot be found out. Asked after a comparison found a difference.
   *
   * @param object one of those that {@link #measure} reported
   */
  default Optional<String> difference(
      RestoreScope scope, String object, DumpSource source, ProgressMonitor monitor)
      throws IOException {
    return Optional.empty();
  }

  /**
   * What puts it in place: moves of {@link Move.Phase#SWITCH}, in order. Asked once, after what was
   * loaded was compared.
   */
  List<Move> moves(RestoreScope scope);

  /** Makes a move; does nothing when that was done before. */
  void apply(RestoreScope scope, Move move);

  /** Takes a move back; does nothing when {@link #apply} was not begun. */
  void undo(RestoreScope scope, Move move);

  /** Whether what is live is what the move put there. */
  boolean isApplied(RestoreScope scope, Move move);
}
