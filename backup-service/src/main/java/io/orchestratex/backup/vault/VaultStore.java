package io.orchestratex.backup.vault;

import java.util.List;
import java.util.Optional;

/** Remembers which vault is which, and whether it could be used. Thread safe. */
public interface VaultStore {

  /** The id in the mark of the vault of a name; empty when none was kept yet. */
  Optional<String> mark(String vault);

  /**
   * Keeps the id of a vault's mark.
   *
   * @return the one that is kept, which may be another process's
   */
  String keep(String vault, String mark);

  /** Keeps another id in place of the one there is: a person said that this is the vault now. */
  void replace(String vault, String mark);

  /**
   * Ids of backups that succeeded and lie in a vault, in their order.
   *
   * @param after lists ids behind this one; empty begins at the first
   */
  List<String> backups(String vault, String after, int limit);

  /** Ids of the newest backups that succeeded and lie in a vault, the newest first. */
  List<String> newestBackups(String vault, int limit);

  /**
   * Notes whether a vault can be used; a change is published.
   *
   * @param reason why not; empty when it can
   * @return whether that changed
   */
  boolean report(String vault, Optional<String> reason);
}
