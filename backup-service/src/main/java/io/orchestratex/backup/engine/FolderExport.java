package io.orchestratex.backup.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Ability: lays a dumped file out as the folder of files that the engine's own tools read. */
public interface FolderExport {

  /** Takes the files of a folder, one after the other. */
  @FunctionalInterface
  interface Folder {

    /**
     * Begins a file; the one before has been closed.
     *
     * @param path of it in the folder, with {@code /}
     * @param bytes that it will have
     */
    OutputStream file(String path, long bytes) throws IOException;
  }

  /**
   * Reads a dumped file to its end. What could not be dumped whole is left out.
   *
   * @param objects what is in it, as its dump said
   */
  void layOut(InputStream file, List<ObjectFact> objects, Folder folder, ProgressMonitor monitor)
      throws IOException;
}
