package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.target.Targets;
import java.io.IOException;
import java.util.List;

/**
 * What one worker has of a restore: its hold on the job, the journal, the backup's manifest, and a
 * piece per target.
 */
record RestoreContext(JobRun run, Journal journal, ManifestSource source, List<Piece> pieces) {

  RestoreContext {
    pieces = List.copyOf(pieces);
  }

  /** Reads the manifest from the vault; who rolls back never asks. */
  @FunctionalInterface
  interface ManifestSource {
    Manifest get() throws IOException;

    /**
     * Reads the next one from another vault.
     *
     * @param fault what was found in the vault of the one before
     * @return false, and nothing changed, when no other vault has it
     */
    default boolean turnAway(IOException fault) {
      return false;
    }
  }

  /**
   * One target's part of the restore.
   *
   * @param source id of the target that the part was taken of
   */
  record Piece(Targets.Registered target, String source, RestoreScope scope) {

    String id() {
      return target.target().id();
    }

    /** Files that are asked for by the names that they get. */
    DumpSource renamed(DumpSource source) {
      return name -> source.open(scope.naming().original(name));
    }

    RestoreWay way() {
      return target.engine().restoreWay();
    }
  }

  /** As the journal has it now: whether something is replaced may have become known. */
  @Override
  public List<Piece> pieces() {
    boolean replaces = journal.now().replaces();
    return pieces.stream()
        .map(each -> new Piece(each.target(), each.source(), each.scope().replacing(replaces)))
        .toList();
  }

  /** Opens the files of a piece by the names that they get. */
  DumpSource source(Catalog catalog, Piece piece) throws IOException {
    return piece.renamed(catalog.source(manifest(), part(piece)));
  }

  Manifest manifest() throws IOException {
    return source.get();
  }

  /** What the backup holds of a target. */
  Part part(Piece piece) throws IOException {
    return manifest().partsOf(List.of(piece.source())).getFirst();
  }

  List<Part> parts() throws IOException {
    return manifest().partsOf(pieces.stream().map(Piece::source).toList());
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
