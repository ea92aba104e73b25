package io.orchestratex.backup.recovery;

import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchFolders;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where servers are recovered to. A folder is made within that of its attempt, which goes with a
 * worker that dies, and gets its name when its server has recovered and was stopped.
 */
@Singleton
final class RecoveryPlace {

  private static final Logger LOG = LoggerFactory.getLogger(RecoveryPlace.class);

  /** In a recovered folder; PostgreSQL passes it over. */
  private static final String MARK = "ox_recovery";

  private final ScratchFolders folders;

  RecoveryPlace(RecoverySettings settings) {
    folders = new ScratchFolders(settings.place(), ".recovery-");
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    try {
      folders.sweep();
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("what recoveries have left in {} is not removed", root());
    }
  }

  Path root() {
    return folders.root();
  }

  Path folder(String name) {
    return root().resolve(name);
  }

  long room() throws IOException {
    return folders.room();
  }

  ScratchFolder make(String name) throws IOException {
    return folders.make(name);
  }

  /** Gives a recovered folder its name. */
  void keep(Path data, String name, String job) throws IOException {
    if (Files.exists(folder(name))) {
      throw new EngineException(
          "recovery.folder-taken",
          folder(name) + " exists by now and is left as it is; choose another name");
    }
    Files.writeString(data.resolve(MARK), job);
    Files.move(data, folder(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether an earlier attempt of the job has kept it. */
  boolean isKept(String name, String job) throws IOException {
    Path mark = folder(name).resolve(MARK);
    return Optional.of(mark).filter(Files::exists).isPresent()
        && Files.readString(mark).equals(job);
  }
}
