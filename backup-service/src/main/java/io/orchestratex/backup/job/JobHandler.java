package io.orchestratex.backup.job;

import java.io.IOException;

/**
 * Does the work of one kind of job. It may be called again for the same job, with a higher attempt,
 * after a worker died at any point: it finds out what was done and goes on or begins again.
 */
public interface JobHandler {

  /** The name of the {@link JobKind} that it does. */
  String kind();

  /**
   * Does the work and ends it by {@link JobRun#finish}. When it throws, the job is ended as failed
   * or cancelled; what it had begun it has removed by then. A {@link JobLostException} must pass
   * without anything being touched.
   */
  void run(JobRun run) throws IOException;
}
