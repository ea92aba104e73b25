package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.catalog.ArtifactCheck;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.copy.Copies;
import io.orchestratex.backup.copy.Copy;
import io.orchestratex.backup.copy.Places;
import io.orchestratex.backup.job.JobDetails;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a backup that was taken before back, all of it, and all its copies. */
@Singleton
final class VerifyRun implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(VerifyRun.class);

  private final Catalog catalog;
  private final Places places;
  private final Copies copies;
  private final ArtifactCheck check;
  private final InstantSource clock;

  VerifyRun(
      Catalog catalog, Places places, Copies copies, ArtifactCheck check, InstantSource clock) {
    this.catalog = catalog;
    this.places = places;
    this.copies = copies;
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
    String vault = JobDetails.read(run.details(), Verification.class).vault();
    if (vault == null) {
      checkCopies(run, backup);
    }
    try {
      Manifest manifest = catalog.get(home(backup), backup);
      long read = check.check(manifest, manifest.parts(), run);
      run.finish(
          new JobOutcome.Succeeded(new VerifyJobRules.Checked(read)),
          JobDetails.write(new Verification("succeeded", read, clock.instant(), null, vault)),
          null);
    } catch (DamagedArtifactException e) {
      String reason = String.valueOf(e.getMessage());
      LOG.atWarn()
          .addKeyValue("backup", backup)
          .addKeyValue("reason", reason)
          .log("the verification of a backup failed");
      run.finish(
          new JobOutcome.Failed(reason),
          JobDetails.write(new Verification("failed", 0, clock.instant(), reason, vault)),
          null);
    }
  }

  private String home(String backup) {
    return places
        .home(backup)
        .orElseThrow(() ->
            FailureException.notFound("backup.unknown", "There is no backup " + backup + "."));
  }

  /** Those in vaults that are away are read the next time. */
  private void checkCopies(JobRun run, String backup) {
    for (Copy copy : copies.of(backup)) {
      if (copy.isComplete() && places.whyAway(copy.vault()).isEmpty()) {
        try {
          Manifest manifest = catalog.get(copy.vault(), backup);
          check.check(manifest, manifest.parts(), run);
          copies.verified(backup, copy.vault(), clock.instant());
        } catch (DamagedArtifactException e) {
          copies.lost(backup, copy.vault(), String.valueOf(e.getMessage()), clock.instant());
        } catch (IOException e) {
          LOG.atWarn()
              .addKeyValue("backup", backup)
              .addKeyValue("vault", copy.vault())
              .log("a copy could not be read: {}", e.getMessage());
        }
      }
    }
  }
}
