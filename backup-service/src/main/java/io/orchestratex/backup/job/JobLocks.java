package io.orchestratex.backup.job;

import java.util.Locale;

/** What a job locks of its targets. */
public enum JobLocks {
  /** Nothing: it waits for no other job, and no other job waits for it. */
  NONE,
  /** Its targets, together with others that share them. */
  SHARED,
  /** Its targets, alone. */
  ALONE;

  /** As it is stored. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
