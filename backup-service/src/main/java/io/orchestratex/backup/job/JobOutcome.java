package io.orchestratex.backup.job;

/** How a job ended. */
public sealed interface JobOutcome {

  /** What was ordered is done. */
  record Succeeded(JobResult result) implements JobOutcome {}

  /** Every target holds what it held before. */
  record RolledBack(String reason) implements JobOutcome {}

  /**
   * Something was changed that could not be put back, and it is not tried again: a person must look
   * at the targets.
   */
  record RollbackFailed(String reason) implements JobOutcome {}

  /** What was ordered is done but for something that the reason names, and is not tried again. */
  record Unfinished(String reason) implements JobOutcome {}

  /** Nothing was changed. */
  record Failed(String reason) implements JobOutcome {}

  /** A person wanted it to stop, and nothing was changed. */
  record Cancelled() implements JobOutcome {}
}
