package io.orchestratex.backup.capture;

import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Objects;

/** Reads one copy of a backup back, all of it; one that is damaged is made again. */
@Singleton
final class CopyVerifyRun implements JobHandler {

  private final ReadBack readBack;

  CopyVerifyRun(ReadBack readBack) {
    this.readBack = readBack;
  }

  @Override
  public String kind() {
    return CopyVerifyJobRules.KIND;
  }

  @Override
  public void run(JobRun run) throws IOException {
    String vault = Objects.requireNonNull(run.job().label());
    try {
      readBack.succeeded(run, readBack.ofCopy(run, run.job().subject(), vault), vault);
    } catch (DamagedArtifactException e) {
      readBack.failed(run, ReadBack.reason(e), vault);
    }
  }
}
