package io.orchestratex.backup.readiness;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which databases the good backups of targets hold. Thread-safe. */
public interface HeldBackups {

  /** How many backups of a target are looked at. */
  int MOST = 20;

  /**
   * The newest good backups of each target, newest first, at most {@value #MOST}; full ones and
   * those of single databases. Targets without one are left out.
   */
  Map<String, List<HeldBackup>> newest(Collection<String> targets);

  /** The databases of a target that a backup holds; empty where it does not say. */
  Set<String> databases(String backup, String target);
}
