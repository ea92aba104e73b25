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

  /**
   * Begins a file whose content keeps its place from one dump to the next, such as the pages of a
   * database: what did not change is stored once where it is cut at the same places.
   *
   * @param blockBytes the length of a piece that changes as a whole, or not at all; a hint
   */
  default OutputStream begin(String scope, int blockBytes) throws IOException {
    return begin(scope);
  }
}
