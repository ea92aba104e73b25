package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.SwapStep;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.target.Targets;
import java.util.List;

/** What one worker has of a restore: its hold on the job, the journal, and a piece per target. */
record Work(JobRun run, Journal journal, Manifest manifest, List<Piece> pieces) {

  Work {
    pieces = List.copyOf(pieces);
  }

  /** One target's part of the work. */
  record Piece(Targets.Registered target, Part part, RestoreScope scope) {

    String id() {
      return target.target().id();
    }

    BackupEngine engine() {
      return target.engine();
    }
  }

  List<Part> parts() {
    return pieces.stream().map(Piece::part).toList();
  }

  /** What changes places in a target, in order; none until the journal says that things move. */
  List<SwapStep> stepsOf(Piece piece) {
    return journal.now().swaps().getOrDefault(piece.id(), List.of());
  }
}
