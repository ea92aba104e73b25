package io.orchestratex.backup.engine.notebook;

import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.LedgerContract;

class NotebookEngineTest extends LedgerContract {

  private final NotebookEngine engine = new NotebookEngine();

  @Override
  protected BackupEngine engine() {
    return engine;
  }
}
