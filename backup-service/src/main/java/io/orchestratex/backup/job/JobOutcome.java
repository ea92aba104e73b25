package io.orchestratex.backup.job;

/** How a job ended. */
public sealed interface JobOutcome {

  /** The manifest is committed and everything was read back. */
  record BackupTaken(long sourceBytes, long storedBytes, long bytesRead) implements JobOutcome {}

  /** Everything stored still matches its manifest. */
  record BackupChecked(long bytesRead) implements JobOutcome {}

  /** Every target holds what the backup holds. */
  record Restored(long objects) implements JobOutcome {}

  /** Every target holds what it held before. */
  record RolledBack(String reason) implements JobOutcome {}

  /** Nothing was changed. */
  record Failed(String reason) implements JobOutcome {}

  /** A person wanted it to stop, and nothing was changed. */
  record Cancelled() implements JobOutcome {}
}
