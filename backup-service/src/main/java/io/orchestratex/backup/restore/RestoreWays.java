package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Fence;
import io.orchestratex.backup.engine.InPlaceRestore;
import io.orchestratex.backup.engine.Loaded;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.Move.Phase;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.StagedRestore;
import io.orchestratex.backup.restore.RestoreContext.Piece;
import io.orchestratex.backup.restore.RestoreDetails.MoveState;
import io.orchestratex.backup.restore.RestoreDetails.Report;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a restore are for each way: what is staged is compared before it moves, what is
 * loaded in place after it.
 */
@Singleton
final class RestoreWays {

  private static final String COPY = "copy";

  private final Catalog catalog;

  RestoreWays(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * What came of a preparation.
   *
   * @param moves to be journaled
   * @param deviations what is not as in the backup
   * @param measured what was staged, where it was read back already
   */
  record Prepared(
      Map<Phase, List<Move>> moves,
      List<Deviation> deviations,
      @Nullable List<ObjectFact> measured) {}

  /**
   * Everything that can be done without a change of what is live.
   *
   * @param read takes the files that are read to their end meanwhile
   */
  Prepared prepare(RestoreContext context, Piece piece, ReadFiles read) throws IOException {
    return switch (piece.way()) {
      case StagedRestore staged -> {
        Part part = context.part(piece);
        Loaded loaded =
            staged.load(
                piece.scope(),
                piece.renamed(read.watching(part, catalog.source(context.manifest(), part))),
                context.run());
        yield new Prepared(
            Map.of(Phase.FOLLOW_UP, loaded.followUps()), loaded.deviations(), loaded.measured());
      }
      case InPlaceRestore inPlace ->
          new Prepared(
              Map.of(
                  Phase.SWITCH,
                  List.of(
                      new Move(
                          "load " + piece.id(),
                          "loading into " + piece.id(),
                          Phase.SWITCH,
                          Map.of(COPY, inPlace.keep(piece.scope(), context.run()))))),
              List.of(),
              null);
    };
  }

  /**
   * Compares what was staged; null where nothing is before it is live.
   *
   * @param measured what was read back already; null when nothing was
   */
  @Nullable Report compareStaged(
      RestoreContext context, Piece piece, @Nullable List<ObjectFact> measured) throws IOException {
    return switch (piece.way()) {
      case StagedRestore staged ->
          compared(
              context,
              piece,
              measured == null ? staged.measure(piece.scope(), context.run()) : measured);
      case InPlaceRestore _ -> null;
    };
  }

  /** The first object that differs, and which record of it where that can be found out. */
  String difference(RestoreContext context, Report report) throws IOException {
    String text = RestoreRules.difference(report);
    for (RestoreDetails.Compared object : report.objects()) {
      if (!object.equal()) {
        for (Piece piece : context.pieces()) {
          if (piece.id().equals(object.target()) && piece.way() instanceof StagedRestore staged) {
            return staged
                .difference(
                    piece.scope(), object.name(), context.source(catalog, piece), context.run())
                .map(record -> text + "; " + record)
                .orElse(text);
          }
        }
        return text;
      }
    }
    return text;
  }

  private static Report compared(RestoreContext context, Piece piece, List<ObjectFact> measured)
      throws IOException {
    return RestoreRules.compare(
        piece.id(),
        context.journal().now().objects().getOrDefault(piece.id(), List.of()),
        piece.scope().files().stream().flatMap(file -> file.objects().stream()).toList(),
        measured);
  }

  /** The moves that put a target's data in place, in order. */
  List<Move> switchMoves(RestoreContext context, Piece piece) {
    return switch (piece.way()) {
      case StagedRestore staged -> staged.moves(piece.scope());
      case InPlaceRestore _ -> context.moves(piece, Phase.SWITCH); // Known since the copy was made.
    };
  }

  void apply(RestoreContext context, Piece piece, Move move) throws IOException {
    context.run().detail(move.text());
    switch (piece.way()) {
      case StagedRestore staged -> context.run().fenced(() -> staged.apply(piece.scope(), move));
      case InPlaceRestore inPlace ->
          inPlace.load(
              piece.scope(), context.source(catalog, piece), fence(context), context.run());
    }
    context.journal().note(piece.id(), move, MoveState.APPLIED);
    context.run().at("applied:" + move.id());
  }

  /** What a way back of a target needs besides its moves. */
  List<DumpedFile> filesForWayBack(Piece piece) {
    return switch (piece.way()) {
      case StagedRestore _ -> List.of();
      case InPlaceRestore _ -> piece.scope().files();
    };
  }

  /** Whether what is live is all that the moves put there; asked without the vault. */
  boolean isInPlace(RestoreContext context, Piece piece) {
    return switch (piece.way()) {
      case StagedRestore staged ->
          context.moves(piece, Phase.SWITCH).stream()
              .allMatch(move -> staged.isApplied(piece.scope(), move));
      case InPlaceRestore _ -> false; // Only a comparison would tell.
    };
  }

  private static Fence fence(RestoreContext context) {
    return write -> context.run().fenced(write::run);
  }

  /**
   * Makes sure that what is live is what was, or is now, compared.
   *
   * @throws EngineException when it is not
   */
  void requireInPlace(RestoreContext context, Piece piece) throws IOException {
    switch (piece.way()) {
      case StagedRestore staged -> {
        for (Move move : context.moves(piece, Phase.SWITCH)) {
          if (!staged.isApplied(piece.scope(), move)) {
            throw new EngineException(
                "restore.not-in-place",
                "after "
                    + move.text()
                    + ", what is live is not what was loaded and compared; another client has"
                    + " replaced it");
          }
        }
      }
      case InPlaceRestore inPlace -> {
        Report report = compared(context, piece, inPlace.measure(piece.scope(), context.run()));
        RestoreDetails now = context.journal().now();
        context.journal().put(now.withReport(RestoreRules.joined(now.report(), report)));
        if (!report.recordsEqual()) {
          throw new EngineException("restore.unequal", RestoreRules.difference(report));
        }
      }
    }
  }

  void undo(RestoreContext context, Piece piece, Move move) throws IOException {
    context.run().detail("undo: " + move.text());
    switch (piece.way()) {
      case StagedRestore staged -> context.run().fenced(() -> staged.undo(piece.scope(), move));
      case InPlaceRestore inPlace ->
          inPlace.putBack(piece.scope(), move.get(COPY), fence(context), context.run());
    }
    context.journal().note(piece.id(), move, MoveState.UNDONE);
    context.run().at("undone:" + move.id());
  }
}
