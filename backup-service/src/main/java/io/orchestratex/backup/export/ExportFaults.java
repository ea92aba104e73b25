package io.orchestratex.backup.export;

import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.OpaqueFiles;
import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import java.io.IOException;
import java.util.List;

/** Says why an export did not begin. */
final class ExportFaults {

  private ExportFaults() {}

  static FailureException noSuchPart(Manifest manifest) {
    return FailureException.invalid(
        "backup.target-unknown",
        "?target",
        "must name a part of backup " + manifest.id() + ": one of " + manifest.targets());
  }

  /** The files of a server hold the passwords of its accounts, in the form they are checked by. */
  static void requireAdminFor(Caller caller, List<Part> parts, Engines engines) {
    if (caller.hasAnyRole(Role.ADMIN)) {
      return;
    }
    if (parts.stream().anyMatch(Part::isPhysical)) {
      throw FailureException.forbidden(
          "backup.admin-only",
          "The files of a whole server hold its accounts and are exported by an admin only; export a full backup, or ask an admin.");
    }
    if (parts.stream().anyMatch(part -> engines.get(part.engine()) instanceof OpaqueFiles)) {
      throw FailureException.forbidden(
          "backup.admin-only",
          "The files of a volume may hold keys and are exported by an admin only; name another target, or ask an admin.");
    }
  }

  /** How the name of an exported file of a part ends. */
  static String suffixOf(Part part, Engines engines) {
    return part.isPhysical() ? PhysicalBackup.SUFFIX : engines.get(part.engine()).fileSuffix();
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
