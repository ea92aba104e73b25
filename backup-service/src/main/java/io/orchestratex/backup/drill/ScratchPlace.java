package io.orchestratex.backup.drill;

import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchFolders;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where drills happen; what processes have left that died is removed at the start. */
@Singleton
final class ScratchPlace {

  /** Code of the refusal when there is too little room. */
  static final String NO_ROOM = "drill.no-room";

  private static final Logger LOG = LoggerFactory.getLogger(ScratchPlace.class);

  private final ScratchFolders folders;

  ScratchPlace(DrillSettings settings) {
    this.folders = new ScratchFolders(settings.place(), "drill-");
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    try {
      folders.sweep();
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("what drills have left in {} cannot be removed", path());
    }
  }

  Path path() {
    return folders.root();
  }

  /** Bytes that there is room for. */
  long room() throws IOException {
    return folders.room();
  }

  /**
   * Makes the folder of a scratch server.
   *
   * @throws EngineException {@value #NO_ROOM} when so many bytes do not fit
   */
  ScratchFolder make(String name, long bytes) throws IOException {
    long free = room();
    if (free < bytes) {
      throw new EngineException(NO_ROOM, noRoom(bytes, free));
    }
    return folders.make(name);
  }

  /** What is said when so many bytes do not fit. */
  String noRoom(long bytes, long free) {
    return "the scratch server needs about %d MiB in %s and %d MiB are free; make room there, or set orchestratex.backup.drill.folder to another disk"
        .formatted(bytes >> 20, path(), free >> 20);
  }
}
