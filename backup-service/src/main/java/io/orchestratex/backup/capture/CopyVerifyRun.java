package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.catalog.ArtifactCheck;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.copy.Copies;
import io.orchestratex.backup.job.JobDetails;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;

/** Reads one copy of a backup back, all of it; one that is damaged is made again. */
@Singleton
final class CopyVerifyRun implements JobHandler {

  private final Catalog catalog;
  private final Copies copies;
  private final ArtifactCheck check;
  private final InstantSource clock;

  CopyVerifyRun(Catalog catalog, Copies copies, ArtifactCheck check, InstantSource clock) {
    this.catalog = catalog;
    this.copies = copies;
    this.check = check;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return CopyVerifyJobRules.KIND;
  }

  @Override
  public void run(JobRun run) throws IOException {
    String backup = run.job().subject();
    String vault = Objects.requireNonNull(run.job().label());
    try {
      Manifest manifest = catalog.get(vault, backup);
      long read = check.check(manifest, manifest.parts(), run);
      copies.verified(backup, vault, clock.instant());
      run.finish(
          new JobOutcome.Succeeded(new VerifyJobRules.Checked(read)),
          JobDetails.write(new Verification("succeeded", read, clock.instant(), null, vault)),
          null);
    } catch (DamagedArtifactException e) {
      String reason = String.valueOf(e.getMessage());
      copies.lost(backup, vault, reason, clock.instant());
      run.finish(
          new JobOutcome.Failed(reason),
          JobDetails.write(new Verification("failed", 0, clock.instant(), reason, vault)),
          null);
    }
  }
}
