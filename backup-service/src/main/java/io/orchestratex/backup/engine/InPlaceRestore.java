package io.orchestratex.backup.engine;

import java.io.IOException;
import java.util.List;

/**
 * Overwrites the live data, for engines that have no room for a second set of it: a copy of what
 * will be overwritten is kept first, and put back when the restore fails. What was restored can be
 * compared only where it is live, and readers see it half loaded.
 *
 * <p>Every write to live data is a short piece of work within the {@link Fence}.
 */
public non-sealed interface InPlaceRestore extends RestoreWay {

  @Override
  default String text() {
    return "in place";
  }

  /**
   * Copies what will be overwritten, and checks the copy. Changes nothing that is live.
   *
   * @return where the copy is, for {@link #putBack}; kept in the journal
   */
  String keep(RestoreScope scope, ProgressMonitor monitor) throws IOException;

  /**
   * Overwrites the live data. Called again from the beginning after a worker died in it, when some
   * of it may be loaded.
   */
  void load(RestoreScope scope, DumpSource source, Fence fence, ProgressMonitor monitor)
      throws IOException;

  /** Reads the live data back. */
  List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor) throws IOException;

  /**
   * Makes the live data what the copy is. Bears repetition, also when {@link #load} was not begun.
   */
  void putBack(RestoreScope scope, String copy, Fence fence, ProgressMonitor monitor)
      throws IOException;
}
