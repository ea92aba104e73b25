package io.orchestratex.backup.engine;

import java.io.IOException;
import java.io.OutputStream;

/** Takes the files of a dump, one after the other. */
@FunctionalInterface
public interface DumpTarget {

  /**
   * Begins a file. The caller closes it before it begins the next.
   *
   * @param scope the database it will hold, or {@link DumpedFile#ALL}
   */
  OutputStream begin(String scope) throws IOException;
}
