package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.catalog.ArtifactCheck;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.copy.Copies;
import io.orchestratex.backup.job.JobDetails;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Reads what vaults hold of a backup, all of it, and says how that ended. */
@Singleton
final class ReadBack {

  private final Catalog catalog;
  private final Copies copies;
  private final ArtifactCheck check;
  private final InstantSource clock;

  ReadBack(Catalog catalog, Copies copies, ArtifactCheck check, InstantSource clock) {
    this.catalog = catalog;
    this.copies = copies;
    this.check = check;
    this.clock = clock;
  }

  /**
   * Reads a backup in a vault.
   *
   * @return how many bytes were read
   */
  long of(JobRun run, String backup, String vault) throws IOException {
    Manifest manifest = catalog.get(vault, backup);
    return check.check(manifest, manifest.parts(), run);
  }

  /** The same of a copy, with which is kept what is found; a damaged one is made again. */
  long ofCopy(JobRun run, String backup, String vault) throws IOException {
    try {
      long read = of(run, backup, vault);
      copies.verified(backup, vault, clock.instant());
      return read;
    } catch (DamagedArtifactException e) {
      copies.lost(backup, vault, reason(e), clock.instant());
      throw e;
    }
  }

  static String reason(DamagedArtifactException e) {
    return String.valueOf(e.getMessage());
  }

  /**
   * Ends a check that found everything as it was stored.
   *
   * @param vault the only vault that was to be read; null for all
   */
  void succeeded(JobRun run, long read, @Nullable String vault) {
    run.finish(
        new JobOutcome.Succeeded(new VerifyJobRules.Checked(read)),
        JobDetails.write(new Verification("succeeded", read, clock.instant(), null, vault)),
        null);
  }

  /** Ends a check that found damage. */
  void failed(JobRun run, String reason, @Nullable String vault) {
    run.finish(
        new JobOutcome.Failed(reason),
        JobDetails.write(new Verification("failed", 0, clock.instant(), reason, vault)),
        null);
  }
}
