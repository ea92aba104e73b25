package io.orchestratex.backup.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.LedgerContract;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerEngineTest extends LedgerContract {

  private final LedgerEngine engine = new LedgerEngine();
  private final LedgerRestore restore = (LedgerRestore) engine.restoreWay();

  @Override
  protected BackupEngine engine() {
    return engine;
  }

  private Path path(Move move, String key) {
    return Path.of(move.get(key));
  }

  /** As a kill leaves it: after each of the renames that a move is made of. */
  @Test
  void aMoveThatWasInterruptedAnywhereIsDoneOrUndone() throws IOException {
    String backedUp = picture(database);
    RestoreScope scope = scope(dump(), "20010101_000020");
    damage(database);
    String damaged = picture(database);
    for (int renames = 0; renames <= 3; renames++) {
      for (boolean goesOn : new boolean[] {true, false}) {
        restore.load(scope, source(), ProgressMonitor.NONE);
        List<Move> moves = restore.moves(scope);
        Move move = moves.getFirst();
        interrupted(move, renames);

        if (goesOn) {
          restore.apply(scope, move);
          assertThat(restore.isApplied(scope, move)).isTrue();
          assertThat(picture(database)).as("after %d renames", renames).isEqualTo(backedUp);
        }
        restore.undo(scope, move);

        assertThat(restore.isApplied(scope, move)).isFalse();
        assertThat(picture(database)).as("after %d renames", renames).isEqualTo(damaged);
        way(scope).cleanUp();
      }
    }
  }

  private void interrupted(Move move, int renames) throws IOException {
    Path live = path(move, "live");
    Path old = path(move, "old");
    if (renames > 0) {
      rename(log(live), log(old));
    }
    if (renames > 1) {
      rename(live, old);
    }
    if (renames > 2) {
      rename(path(move, "staged"), live);
    }
  }

  private static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + Ledger.LOG);
  }

  @Test
  void whatWasMadeInPlaceOfTheLiveFileMeanwhileIsNotTakenForIt() throws IOException {
    RestoreScope scope = scope(dump(), "20010101_000021");
    damage(database);
    String damaged = picture(database);
    restore.load(scope, source(), ProgressMonitor.NONE);
    Move move = restore.moves(scope).getFirst();
    restore.apply(scope, move);

    Path other = folder.resolve("other");
    Ledger.write(other, new Ledger().add("orders", "another program's"));
    rename(other, path(move, "live"));
    Ledger.log(path(move, "live"), "orders more of it\n");
    assertThat(restore.isApplied(scope, move)).isFalse();
    restore.undo(scope, move);

    assertThat(picture(database)).isEqualTo(damaged);
    assertThat(restore.leftovers(scope)).as("it is kept aside until the clean-up").hasSize(2);
    way(scope).cleanUp();
  }
}
