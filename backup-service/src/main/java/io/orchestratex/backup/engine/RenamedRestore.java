package io.orchestratex.backup.engine;

/**
 * Loads beside the live data, on the same server, and renames. How a server renames and by which
 * identity it knows a thing again is the engine's own.
 */
public non-sealed interface RenamedRestore extends StagedRestore {

  /** What the plan calls it; an engine whose databases have no names says something else. */
  @Override
  default String text() {
    return "renamed";
  }
}
