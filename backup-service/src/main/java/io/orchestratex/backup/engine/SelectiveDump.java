package io.orchestratex.backup.engine;

import java.io.IOException;
import java.util.Set;

/** Ability: can dump single databases, or smaller parts of them. */
public interface SelectiveDump {

  /** By which of the levels below the server. */
  Set<ScopeLevel> dumpLevels();

  /** What of a selection the server has. Views and time series count as collections. */
  Selection present(EngineAccess access, Selection selection);

  /**
   * Writes what is selected, read at one consistent point.
   *
   * @throws EngineException when there is nothing of one of the names
   */
  Dump dump(EngineAccess access, Selection selection, DumpTarget target, ProgressMonitor monitor)
      throws IOException;
}
