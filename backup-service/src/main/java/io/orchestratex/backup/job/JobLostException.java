package io.orchestratex.backup.job;

import java.io.Serial;

/** This worker no longer has the job; it must stop and touch nothing. */
public final class JobLostException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  JobLostException(String message) {
    super(message);
  }
}
