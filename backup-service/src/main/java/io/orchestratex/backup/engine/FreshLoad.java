package io.orchestratex.backup.engine;

import java.io.IOException;
import java.util.List;

/** Loads a backup where nothing is in its way, and reads back what was loaded. */
public interface FreshLoad {

  /** Loads under names that are not in use yet. */
  Loaded load(RestoreScope scope, DumpSource source, ProgressMonitor monitor) throws IOException;

  /** Reads back what was loaded. */
  List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor) throws IOException;
}
