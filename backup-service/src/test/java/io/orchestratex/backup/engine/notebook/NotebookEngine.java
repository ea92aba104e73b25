package io.orchestratex.backup.engine.notebook;

import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.SelectiveRestore;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.backup.engine.ledger.LedgerFolder;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** Backs up folders of ledgers; restores single ones, too, by overwriting them. */
@Singleton
public final class NotebookEngine implements BackupEngine, SelectiveRestore {

  static final String NAME = "notebook";

  private final NotebookRestore restore = new NotebookRestore();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String fileSuffix() {
    return ".notebook";
  }

  @Override
  public Set<ScopeLevel> levels() {
    return Set.of(ScopeLevel.DATABASE);
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
}
