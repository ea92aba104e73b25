package io.orchestratex.backup.job;

import java.time.Duration;

/** What may happen to a job. A command of a worker carries the attempt that it was given. */
public sealed interface JobCommand {

  /** A worker takes the job. */
  record Claim(String owner, Duration lease) implements JobCommand {}

  /** Its worker goes on to another phase. */
  record Enter(int attempt, String phase) implements JobCommand {}

  /** The worker of a restore has all it needs and begins to change things. */
  record BeginRestore(int attempt, String safetyBackup) implements JobCommand {}

  /** A person wants it to stop. */
  record RequestCancel(String by) implements JobCommand {}

  /** Its worker is done. */
  record Finish(int attempt, JobOutcome outcome) implements JobCommand {}
}
