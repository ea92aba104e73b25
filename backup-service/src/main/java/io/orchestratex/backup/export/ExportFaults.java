package io.orchestratex.backup.export;

import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.kit.failure.FailureException;
import java.io.IOException;

/** Says why an export did not begin. */
final class ExportFaults {

  private ExportFaults() {}

  static FailureException noSuchPart(Manifest manifest) {
    return FailureException.invalid(
        "backup.target-unknown",
        "?target",
        "must name a part of backup " + manifest.id() + ": one of " + manifest.targets());
  }

  static FailureException refused(IOException fault) {
    if (fault instanceof DamagedArtifactException) {
      return FailureException.conflict(
          "backup.damaged", "Nothing is exported: " + fault.getMessage());
    }
    if (fault.getCause() instanceof EngineException cause) {
      return FailureException.unavailable(cause.code(), String.valueOf(cause.getMessage()), cause);
    }
    return FailureException.unavailable(
        "backup.vault-unavailable", "The vault does not answer: " + fault.getMessage(), fault);
  }
}
