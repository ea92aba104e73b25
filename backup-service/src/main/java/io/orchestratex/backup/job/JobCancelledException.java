package io.orchestratex.backup.job;

import java.io.Serial;

/** A person wants the job to stop; clean up and let this pass. */
public final class JobCancelledException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  JobCancelledException(String by) {
    super("cancelled by " + by);
  }
}
