package io.orchestratex.backup.engine;

import java.io.IOException;

/**
 * Ability: keeps what a restore is about to replace also where a backup refuses it, because it is
 * damaged or not there. Without that, what most needs a restore could not have one.
 */
public interface SafetyDump {

  /**
   * Writes what there is, as {@link BackupEngine#dump} does where that is sound. What is damaged is
   * kept as it is, and what is not there is no fault.
   */
  Dump safetyDump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException;
}
