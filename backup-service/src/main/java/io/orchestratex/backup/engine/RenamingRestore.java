package io.orchestratex.backup.engine;

import java.util.Optional;
import java.util.Set;

/**
 * Ability: can restore what a backup holds under other names. What is renamed ({@link #renamed}) is
 * planned, loaded and compared by its new names; only the content of files still has the names of
 * the backup.
 */
public interface RenamingRestore {

  /** What can have another name: databases, or collections too. */
  Set<ScopeLevel> renames();

  /**
   * What of a backup can be chosen when it goes elsewhere, besides what can be chosen anyway. What
   * is chosen by {@link ScopeLevel#COLLECTION} is its objects, or all whose names begin alike, such
   * as those of a schema.
   */
  default Set<ScopeLevel> choices() {
    return Set.of();
  }

  /**
   * Why a name cannot be given to a database or a collection, to follow the name; empty when it
   * can.
   *
   * @param name of a database, or {@code database.collection}
   */
  Optional<String> refusal(ScopeLevel level, String name);

  /** A file whose objects and attributes have the names that they are to get. */
  DumpedFile renamed(DumpedFile file, Naming naming);
}
