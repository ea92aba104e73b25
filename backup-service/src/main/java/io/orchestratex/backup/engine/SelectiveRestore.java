package io.orchestratex.backup.engine;

import java.util.Set;

/** Ability: can restore single databases or collections and leave the rest alone. */
public interface SelectiveRestore {

  /** Which parts can be chosen, besides the whole. */
  Set<ScopeLevel> levels();
}
