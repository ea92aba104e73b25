package io.orchestratex.backup.job;

import java.util.Locale;

/** What a job does. */
public enum JobKind {
  BACKUP,
  VERIFY,
  RESTORE;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
