package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.target.Targets;
import java.util.List;

/** What one worker has of a restore: its hold on the job, the journal, and a piece per target. */
record RestoreContext(JobRun run, Journal journal, Manifest manifest, List<Piece> pieces) {

  RestoreContext {
    pieces = List.copyOf(pieces);
  }

  /** One target's part of the restore. */
  record Piece(Targets.Registered target, Part part, RestoreScope scope) {

    String id() {
      return target.target().id();
    }

    RestoreWay way() {
      return target.engine().restoreWay();
    }
  }

  List<Part> parts() {
    return pieces.stream().map(Piece::part).toList();
  }

  List<String> targets() {
    return pieces.stream().map(Piece::id).toList();
  }

  /** The journaled moves of a target in a phase, in order. */
  List<Move> moves(Piece piece, Move.Phase phase) {
    return journal.now().movesOf(piece.id()).stream()
        .map(RestoreDetails.JournaledMove::move)
        .filter(move -> move.phase() == phase)
        .toList();
  }
}
