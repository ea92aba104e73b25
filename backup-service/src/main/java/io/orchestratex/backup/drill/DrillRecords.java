package io.orchestratex.backup.drill;

import java.util.Collection;
import java.util.Map;

/** What drills have shown. Thread-safe. */
public interface DrillRecords {

  /** Of each target its newest drill with a verdict; targets without one are left out. */
  Map<String, LastDrill> newest(Collection<String> targets);
}
