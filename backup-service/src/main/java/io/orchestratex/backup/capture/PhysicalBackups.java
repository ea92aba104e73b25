package io.orchestratex.backup.capture;

import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which targets can be backed up as the files of a whole server. */
@Singleton
final class PhysicalBackups {

  private final Targets targets;

  PhysicalBackups(Targets targets) {
    this.targets = targets;
  }

  /** The engine's ability. */
  static PhysicalBackup ability(Targets.Registered target) {
    if (target.engine() instanceof PhysicalBackup able) {
      return able;
    }
    throw FailureException.internal(
        "backup.physical-unsupported",
        target.target().id() + " is not backed up as the files of its server",
        null);
  }

  /**
   * The targets that are meant.
   *
   * @param named their ids; null for all that are able to
   * @throws FailureException Invalid for each that is not
   */
  List<String> chosen(@Nullable List<String> named) {
    List<String> candidates = targets.chosen(named, "/targets");
    List<String> able =
        candidates.stream()
            .filter(id -> targets.get(id).engine() instanceof PhysicalBackup)
            .toList();
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; named != null && i < named.size(); i++) {
      if (!able.contains(named.get(i))) {
        errors.add(
            new FieldError(
                "/targets/" + i,
                "cannot be backed up as files: "
                    + targets.get(named.get(i)).engine().name()
                    + " offers no physical backup; leave kind out"));
      }
    }
    if (able.isEmpty() && errors.isEmpty()) {
      errors.add(new FieldError("/kind", "fits no target that is set up; leave it out"));
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("backup.physical-unsupported", errors);
    }
    return able;
  }
}
