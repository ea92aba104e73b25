package io.orchestratex.backup.capture;

import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchFolders;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where imports unpack what they read. What processes have left that died is removed at the start,
 * and before each import.
 */
@Singleton
final class ImportPlace {

  private static final Logger LOG = LoggerFactory.getLogger(ImportPlace.class);

  private final ScratchFolders folders;

  ImportPlace(ImportSettings settings) {
    this.folders = new ScratchFolders(settings.place(), "import-");
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    try {
      folders.sweep();
    } catch (IOException | RuntimeException e) {
      LOG.atWarn()
          .setCause(e)
          .log("what imports have left in {} cannot be removed", folders.root());
    }
  }

  /** What is done in an empty folder, which is gone afterwards. */
  @FunctionalInterface
  interface Unpacking<T> {
    T in(Path folder) throws IOException;
  }

  /**
   * Does something in a folder of its own.
   *
   * @param name which no other one has that is open
   */
  <T> T inFolder(String name, Unpacking<T> work) throws IOException {
    folders.sweep();
    try (ScratchFolder folder = folders.make(name)) {
      return work.in(Files.createDirectory(folder.path().resolve("unpacked")));
    }
  }
}
