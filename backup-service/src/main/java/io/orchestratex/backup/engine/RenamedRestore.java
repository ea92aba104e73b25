package io.orchestratex.backup.engine;

/**
 * Loads beside the live data, on the same server, and renames. How a server renames and by which
 * identity it knows a thing again is the engine's own.
 */
public non-sealed interface RenamedRestore extends StagedRestore {

  @Override
  default String text() {
    return "renamed";
  }
}
