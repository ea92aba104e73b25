package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.catalog.ArtifactCheck;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a backup that was taken before back, all of it. */
@Singleton
final class VerifyRun implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(VerifyRun.class);

  private final Backups backups;
  private final ArtifactCheck check;
  private final InstantSource clock;

  VerifyRun(Backups backups, ArtifactCheck check, InstantSource clock) {
    this.backups = backups;
    this.check = check;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return VerifyJobRules.KIND;
  }

  @Override
  public void run(JobRun run) throws IOException {
    String backup = run.job().subject();
    try {
      Manifest manifest = backups.manifest(backup);
      long read = check.check(manifest, manifest.parts(), run);
      run.finish(
          new JobOutcome.Succeeded(new VerifyJobRules.Checked(read)),
          BackupDetails.json(new Verification("succeeded", read, clock.instant(), null)),
          null);
    } catch (DamagedArtifactException e) {
      String reason = String.valueOf(e.getMessage());
      LOG.atWarn()
          .addKeyValue("backup", backup)
          .addKeyValue("reason", reason)
          .log("the verification of a backup failed");
      run.finish(
          new JobOutcome.Failed(reason),
          BackupDetails.json(new Verification("failed", 0, clock.instant(), reason)),
          null);
    }
  }
}
