package io.orchestratex.backup.hold;

import io.orchestratex.kit.failure.Failure;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Holds and removals of backups. A removal is marked first and begun later; what keeps the backup
 * is asked at both, with its row locked, so that a hold, a restore or a check in between wins. Once
 * it has begun, nothing reads or holds the backup any more. Thread-safe.
 */
public interface Holds {

  /**
   * Holds a backup, or changes the reason; a removal that is only marked is given up.
   *
   * @throws io.orchestratex.kit.failure.FailureException Conflict when it is being removed
   */
  Hold hold(String backup, String reason, String by, Instant now);

  /** Ends a hold; false when there is none. */
  boolean release(String backup);

  /** The holds of these backups; those that are not held are left out. */
  Map<String, Hold> of(Collection<String> backups);

  /** Marks a backup for removal; the answer is why it cannot be removed, or empty. */
  Optional<Failure> mark(String backup, String by, Instant now);

  /** Begins the removal of a backup; the answer is why it cannot be removed, or empty. */
  Optional<Failure> begin(String backup, String by, Instant now);

  /** Gives up the removals that this one has marked and not begun. */
  void unmark(String by);

  /** Gives up a removal that has begun and failed: what is left of the backup can be used again. */
  void giveUp(String backup);

  /** Whether the removal of a backup has begun. */
  boolean isBeingRemoved(String backup);
}
