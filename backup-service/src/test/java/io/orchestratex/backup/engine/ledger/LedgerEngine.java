package io.orchestratex.backup.engine.ledger;

import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.kit.settings.Secret;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Backs up folders of ledgers; restores all of a folder, by swapping files. */
@Singleton
public final class LedgerEngine implements BackupEngine, ScratchRestore {

  static final String NAME = "ledger";

  private final LedgerRestore restore = new LedgerRestore();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String fileSuffix() {
    return ".ledger.dump";
  }

  @Override
  public String address(EngineAccess access) {
    return LedgerFolder.of(NAME, access).path().toString();
  }

  @Override
  public ServerFacts describe(EngineAccess access) {
    return LedgerFolder.of(NAME, access).describe();
  }

  @Override
  public Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    return LedgerFolder.of(NAME, access).dump(target, monitor);
  }

  @Override
  public List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException {
    LedgerFolder.Dumped dumped = LedgerFolder.Dumped.read(file);
    return dumped.ledger().facts(dumped.database(), monitor);
  }

  @Override
  public EnginePlan plan(RestoreScope scope) {
    return LedgerFolder.of(NAME, scope.access()).plan(scope);
  }

  @Override
  public RestoreWay restoreWay() {
    return restore;
  }

  @Override
  public String scratchProgram(String serverVersion) {
    return "a folder";
  }

  @Override
  public ScratchServer startScratch(
      ScratchFolder folder, String serverVersion, List<DumpedFile> files, ProgressMonitor monitor)
      throws IOException {
    Path data = Files.createDirectory(folder.path().resolve("ledgers"));
    return new ScratchServer(
        new EngineAccess(
            "scratch", new Secret(NAME + "://ann:" + folder.password() + "@localhost" + data)),
        restore);
  }
}
