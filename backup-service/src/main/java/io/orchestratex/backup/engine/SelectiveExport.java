package io.orchestratex.backup.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Ability: can cut one database out of a file that holds several. */
public interface SelectiveExport {

  /**
   * Reads a dumped file to its end and writes one that the engine's own tools read, with nothing
   * but the database in it. The same file always makes the same bytes.
   */
  void export(InputStream file, String database, OutputStream out, ProgressMonitor monitor)
      throws IOException;
}
