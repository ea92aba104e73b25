package io.orchestratex.backup.job;

import java.util.Locale;

/** Where a job is in its life; the transitions are in {@link JobRules}. */
public enum JobStatus {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  ROLLED_BACK,
  ROLLBACK_FAILED;

  /** Whether nothing follows. */
  public boolean isFinal() {
    return this != QUEUED && this != RUNNING;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
