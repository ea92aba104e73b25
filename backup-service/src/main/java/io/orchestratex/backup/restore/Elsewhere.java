package io.orchestratex.backup.restore;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.Naming;
import io.orchestratex.backup.engine.RenamingRestore;
import io.orchestratex.backup.target.Targets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where else than to its origin a part of a backup is restored.
 *
 * @param source id of the target that the part was taken of, where it is restored into another one;
 *     null where it is restored into that target
 * @param naming the new names
 * @param replace whether what exists under them is replaced
 */
record Elsewhere(@Nullable String source, Naming naming, boolean replace) {

  /** Into the target of the backup, under the names of the backup. */
  static final Elsewhere NONE = new Elsewhere(null, Naming.NONE, false);

  /** Whether it is restored into the target of the backup, under the names of the backup. */
  boolean isNone() {
    return source == null && naming.isNone();
  }

  /** The target that a part was taken of, by the target that it is restored into. */
  String sourceOf(String target) {
    return source == null ? target : source;
  }

  /** The files of a part by the names that they get. */
  List<DumpedFile> renamed(Targets.Registered target, List<DumpedFile> files) {
    return !naming.isNone() && target.engine() instanceof RenamingRestore renaming
        ? files.stream().map(file -> renaming.renamed(file, naming)).toList()
        : files;
  }
}
