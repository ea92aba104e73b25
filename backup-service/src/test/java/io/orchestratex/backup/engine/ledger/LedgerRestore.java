package io.orchestratex.backup.engine.ledger;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.FileSwapRestore;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

final class LedgerRestore extends FileSwapRestore {

  @Override
  protected Path folder(EngineAccess access) {
    return LedgerFolder.of(LedgerEngine.NAME, access).path();
  }

  @Override
  protected Path live(EngineAccess access, DumpedFile file) {
    return LedgerFolder.of(LedgerEngine.NAME, access).file(file.scope());
  }

  @Override
  protected List<String> companions() {
    return List.of(Ledger.LOG);
  }

  @Override
  protected boolean wants(RestoreScope scope, DumpedFile file) {
    return LedgerFolder.wants(scope, file);
  }

  @Override
  protected void write(InputStream dump, Path staged, ProgressMonitor monitor) throws IOException {
    Ledger.write(staged, LedgerFolder.Dumped.read(dump).ledger());
  }

  @Override
  protected List<ObjectFact> measure(DumpedFile file, Path staged, ProgressMonitor monitor)
      throws IOException {
    return Ledger.read(staged).facts(file.scope(), monitor);
  }
}
