package io.orchestratex.backup.engine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ability: can restore into a server that is started for that alone, by programs of this machine,
 * and goes with it.
 */
public interface ScratchRestore {

  /** Code of an {@link EngineException}: no program for such a server is at hand. */
  String NO_PROGRAM = "drill.no-program";

  /**
   * Why this installation starts no such servers, where its settings do not ask for them: part of a
   * sentence. Drills of everything leave its targets out then; a program that is only missing is no
   * such reason, but a fault.
   */
  default Optional<String> whyNotStarted() {
    return Optional.empty();
  }

  /**
   * The program that would be started, for a person: its place and version.
   *
   * @param serverVersion of the server that the backup was taken of, as its manifest says
   * @throws EngineException {@link #NO_PROGRAM}, which says what to install or to set
   */
  String scratchProgram(String serverVersion);

  /**
   * Starts a server that is empty, listens on the loopback only, and knows one account with the
   * folder's password. It ends when the folder is closed.
   *
   * @param files what will be restored, for what must be there before, such as roles
   */
  ScratchServer startScratch(
      ScratchFolder folder, String serverVersion, List<DumpedFile> files, ProgressMonitor monitor)
      throws IOException;

  /** Names of the objects of a file that a restore leaves out, whatever the server. */
  default Set<String> leftByRestores(DumpedFile file) {
    return Set.of();
  }
}
