package io.orchestratex.backup.engine;

import java.io.IOException;
import java.nio.file.Path;

/** Ability: reads what the engine's stock tools have dumped, and writes it as a dump of ours. */
public interface StockImport {

  /**
   * What an import may use.
   *
   * @param scratch an empty folder, which the caller removes
   * @param maxBytes how many bytes it may hold when it is unpacked
   */
  record Means(Path scratch, long maxBytes) {}

  /** What can be imported, for a person: the end of a sentence. */
  String imports();

  /**
   * Reads it to its end and checks it.
   *
   * @param source a file or a folder of the stock tool
   * @throws MalformedDumpException when it is not one, is cut, damaged or too large
   */
  Dump importFrom(Path source, DumpTarget target, Means means, ProgressMonitor monitor)
      throws IOException;
}
