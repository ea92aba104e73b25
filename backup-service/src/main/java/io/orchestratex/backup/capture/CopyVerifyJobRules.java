package io.orchestratex.backup.capture;

import io.orchestratex.backup.job.JobKind;
import jakarta.inject.Singleton;

/**
 * A job that reads one copy of a backup back, in the vault that is its label. It says nothing about
 * the backup itself: what it finds is kept with the copy, whose event says that it is lost.
 */
@Singleton
final class CopyVerifyJobRules implements JobKind {

  /** The kind's name. */
  static final String KIND = "verify_copy";

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public String firstPhase() {
    return BackupJobRules.RUNNING;
  }
}
