package io.orchestratex.backup.hold;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/**
 * Which backups are important: no rule of a policy removes them, and archives of important backups
 * take them. A person may delete them all the same. Thread-safe.
 */
public interface Importance {

  /** Marks a backup; one that is marked already stays so. */
  void mark(String backup, String by, Instant now);

  /** Takes the mark away; a backup without one stays as it is. */
  void unmark(String backup);

  /** Which of these backups are important. */
  Set<String> of(Collection<String> backups);
}
