package io.orchestratex.backup.drill;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.engine.ScratchRestore;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The engines of which this installation starts servers for drills. */
@Singleton
final class ScratchEngines {

  /** Code of what is refused because of the engine of a target. */
  static final String UNSUPPORTED = "drill.engine-unsupported";

  private final Engines engines;

  ScratchEngines(Engines engines) {
    this.engines = engines;
  }

  /** Why a target of an engine cannot be drilled, as part of a sentence; empty when it can. */
  Optional<String> whyNot(String engine) {
    return engines.get(engine) instanceof ScratchRestore able
        ? able.whyNotStarted()
        : Optional.of("no server of " + engine + " can be started for a drill");
  }

  /**
   * The ability of an engine.
   *
   * @throws EngineException {@link #UNSUPPORTED}
   */
  ScratchRestore get(String engine) {
    Optional<String> whyNot = whyNot(engine);
    if (whyNot.isEmpty() && engines.get(engine) instanceof ScratchRestore able) {
      return able;
    }
    throw new EngineException(UNSUPPORTED, whyNot.orElse(engine));
  }

  /** The engine by which the files of a server are recovered; only it makes such backups. */
  PhysicalBackup physical(String engine) {
    return (PhysicalBackup) engines.get(engine);
  }
}
