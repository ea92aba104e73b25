package io.orchestratex.backup.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Ability: makes a script of a dumped file that the engine's own client carries out. */
public interface ScriptExport {

  /** How the name of a script ends, with its dot, such as {@code .sql}. */
  String scriptSuffix();

  /**
   * Reads a dumped file to its end and writes the script.
   *
   * @param serverVersion of the server that was dumped
   */
  void script(InputStream file, String serverVersion, OutputStream out, ProgressMonitor monitor)
      throws IOException;
}
