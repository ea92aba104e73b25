package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.catalog.ArtifactCheck;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;

/** Reads a backup that was taken before back, all of it. */
@Singleton
final class VerifyRun implements JobHandler {

  private final Catalog catalog;
  private final ArtifactCheck check;
  private final InstantSource clock;

  VerifyRun(Catalog catalog, ArtifactCheck check, InstantSource clock) {
    this.catalog = catalog;
    this.check = check;
    this.clock = clock;
  }

  @Override
  public JobKind kind() {
    return JobKind.VERIFY;
  }

  @Override
  public void run(JobRun run) throws IOException {
    String backup = run.job().subject();
    try {
      Manifest manifest = catalog.get(backup);
      long read = check.check(backup, manifest.parts(), run);
      run.finish(
          new JobOutcome.BackupChecked(read),
          BackupDetails.json(new Verification("succeeded", read, clock.instant(), null)),
          null);
    } catch (DamagedArtifactException e) {
      String reason = String.valueOf(e.getMessage());
      run.finish(
          new JobOutcome.Failed(reason),
          BackupDetails.json(new Verification("failed", 0, clock.instant(), reason)),
          null);
    }
  }
}
