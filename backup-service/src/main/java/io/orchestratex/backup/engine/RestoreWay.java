package io.orchestratex.backup.engine;

import java.util.List;
import java.util.Set;

/**
 * How an engine restores. There are three ways, and the restore itself knows them all:
 *
 * <ul>
 *   <li>{@link RenamedRestore}: loaded under temporary names and renamed (MongoDB, PostgreSQL), or
 *       into an empty place that is swapped (Redis)
 *   <li>{@link FileSwapRestore}: written as files that change places with the live ones
 *   <li>{@link InPlaceRestore}: the live data is overwritten, after a copy of it was kept
 * </ul>
 *
 * Each leaves temporary things while it runs. Their names carry the restore's id and the attempt,
 * so that a worker which was given up touches nothing of its successor's.
 */
public sealed interface RestoreWay permits StagedRestore, InPlaceRestore {

  /** What the plan calls this way, such as {@code renamed}. */
  String text();

  /**
   * Under which names a restore keeps the previous data and what it loaded, for a person who must
   * look for them.
   */
  String namesOf(String restoreId);

  /** Every temporary thing of the restore that there is, of any attempt. */
  List<String> leftovers(RestoreScope scope);

  /** Ids of the restores of which there is anything temporary. */
  Set<String> restoresWithLeftovers(EngineAccess access);

  /**
   * Removes one of {@link #leftovers}; does nothing when it is gone.
   *
   * @throws IllegalArgumentException when it is not one of this restore's
   */
  void remove(RestoreScope scope, String leftover);
}
