package io.orchestratex.backup.copy;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Keeps copies. In the caller's transaction where one is open. Thread-safe. */
public interface Copies {

  /**
   * Wants a copy. One that is there or under way stays as it is; one that was removed or cancelled
   * is made again.
   */
  void want(String backup, String vault, String by, Instant now);

  /**
   * Notes the job that makes a copy.
   *
   * @param tries its number
   * @return false, and nothing noted, when another one has that number
   */
  boolean begin(String backup, String vault, int tries, String job);

  /** Notes why a copy waits, with no job; nothing happens unless it is wanted. */
  void waits(String backup, String vault, String reason);

  /** Notes that a copy is complete and was read back; false when it is not wanted any more. */
  boolean complete(String backup, String vault, long storedBytes, long addedBytes, Instant now);

  /** Notes that all of a complete copy was read back. */
  void verified(String backup, String vault, Instant now);

  /** Notes that a complete copy is damaged or gone, with its event: it is to be made again. */
  void lost(String backup, String vault, String reason, Instant now);

  /** Notes that a copy was removed or is not wanted any more, with its event. */
  void removed(String backup, String vault, String reason, Instant now);

  /** Whether a backup is known in other vaults than this one, and not as a copy in this one. */
  boolean isUnknown(String backup, String vault);

  /** Takes up a copy that was found in a vault; false when it is known. */
  boolean adopt(String backup, String vault, Instant now);

  /**
   * Makes a complete copy the backup itself, and notes that it is removed from the vault that it
   * was taken into, with its event.
   */
  void moveHome(String backup, String from, String to, String reason, Instant now);

  /** The copies of backups, by backup, each in the order of its vault's name. */
  Map<String, List<Copy>> of(Collection<String> backups);

  /** The copies of a backup. */
  default List<Copy> of(String backup) {
    return of(List.of(backup)).getOrDefault(backup, List.of());
  }

  /** All copies that are wanted, the oldest first. */
  List<Copy> wanted();

  /** Ids of backups with a complete copy in a vault, in their order, behind one. */
  List<String> completeIn(String vault, String after, int limit);

  /** Whether a job that makes this copy has not ended. */
  boolean isUnderWay(String backup, String vault);

  /** How many copies there are of each vault and state that is kept. */
  Map<String, Map<Copy.State, Long>> counts();
}
