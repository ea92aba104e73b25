package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Folders for copies that are being checked; each goes when it is closed, and what a process left
 * that was killed goes when the next one begins.
 */
final class WorkFolders {

  private final ScratchFolders folders;
  private boolean swept;

  WorkFolders(Path root) {
    this.folders = new ScratchFolders(root, "sqlite-");
  }

  /**
   * An empty folder.
   *
   * @param bytes that it must have room for; 0 where that is unknown
   * @throws EngineException when there is no room
   */
  ScratchFolder make(long bytes) throws IOException {
    sweepOnce();
    long room = folders.room();
    if (room < bytes) {
      throw new EngineException(
          "backup.file-fault",
          "a copy of %d MiB is checked before it is stored, and %s has room for %d MiB; free some, or name another folder in orchestratex.backup.sqlite.work-folder"
              .formatted((bytes >> 20) + 1, folders.root(), room >> 20));
    }
    return folders.make(UUID.randomUUID().toString());
  }

  private synchronized void sweepOnce() throws IOException {
    if (!swept) {
      folders.sweep();
      swept = true;
    }
  }
}
