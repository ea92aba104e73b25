package io.orchestratex.backup.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * Ability: copies a whole server as the files that it keeps its data in, and starts a server from
 * them again. Such a backup holds everything, accounts and indexes among it, shows the moment at
 * which it ended, and is restored as a whole only, into a new folder.
 */
public interface PhysicalBackup {

  /** Attribute of a {@link DumpedFile} that says its form. */
  String FORM = "form";

  /** What {@link #FORM} says of the files of a server. */
  String PHYSICAL = "physical";

  /** How the name of an exported file ends. */
  String SUFFIX = ".tar";

  /** Whether a file of a dump is one. */
  static boolean isOne(Map<String, String> attributes) {
    return PHYSICAL.equals(attributes.get(FORM));
  }

  /**
   * Writes the files of the server as a tar, which the engine's own tools check and start from.
   *
   * @throws EngineException when the server or the account does not permit it, which says what to
   *     set
   */
  Dump physicalDump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException;

  /**
   * Unpacks what {@link #physicalDump} wrote, checks every file, starts a server on it that no
   * other account of the machine gets at, and waits until it has recovered.
   *
   * @param folder for what is needed meanwhile; the server ends with it
   * @param file what the backup says of it
   * @return what was unpacked
   * @throws EngineException when the files are not what they should be, or do not recover
   */
  List<ObjectFact> recover(
      ScratchFolder folder,
      String serverVersion,
      DumpedFile file,
      InputStream content,
      RecoveryOrder order,
      ProgressMonitor monitor)
      throws IOException;

  /**
   * The program that {@link #recover} would start, for a person.
   *
   * @throws EngineException {@link ScratchRestore#NO_PROGRAM}
   */
  String recoveryProgram(String serverVersion);
}
