package io.orchestratex.backup.engine;

import java.util.List;

/**
 * What a restore is about. The same scope always leads to the same names, and another attempt leads
 * to others: what a worker that was given up still writes goes nowhere near its successor's.
 *
 * @param restoreId part of every temporary name
 * @param attempt of the worker that loads, part of the names of what it loads
 * @param files what the backup holds of the target
 */
public record RestoreScope(
    String restoreId,
    int attempt,
    EngineAccess access,
    Selection selection,
    List<DumpedFile> files) {
  public RestoreScope {
    files = List.copyOf(files);
  }

  /** How the names of everything begin that this attempt makes, after the engine's own prefix. */
  public String prefix() {
    return restoreId + "_" + attempt + "_";
  }
}
