package io.orchestratex.backup.engine;

import java.util.List;

/**
 * What a restore is about. The same scope always leads to the same names, so that a restore whose
 * worker died can be taken up by another.
 *
 * @param restoreId part of every temporary name
 * @param files what the backup holds of the target
 */
public record RestoreScope(
    String restoreId, EngineAccess access, Selection selection, List<DumpedFile> files) {
  public RestoreScope {
    files = List.copyOf(files);
  }
}
