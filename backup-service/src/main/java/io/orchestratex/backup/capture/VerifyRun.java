package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.Verification;
import io.orchestratex.backup.copy.Copies;
import io.orchestratex.backup.copy.Copy;
import io.orchestratex.backup.copy.Places;
import io.orchestratex.backup.job.JobDetails;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a backup that was taken before back, all of it, and all its copies. */
@Singleton
final class VerifyRun implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(VerifyRun.class);

  private final ReadBack readBack;
  private final Places places;
  private final Copies copies;

  VerifyRun(ReadBack readBack, Places places, Copies copies) {
    this.readBack = readBack;
    this.places = places;
    this.copies = copies;
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
      readBack.succeeded(run, readBack.of(run, backup, home(backup)), vault);
    } catch (DamagedArtifactException e) {
      String reason = ReadBack.reason(e);
      LOG.atWarn()
          .addKeyValue("backup", backup)
          .addKeyValue("reason", reason)
          .log("the verification of a backup failed");
      readBack.failed(run, reason, vault);
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
          readBack.ofCopy(run, backup, copy.vault());
        } catch (DamagedArtifactException _) {
          // Kept with the copy, whose event says so.
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
