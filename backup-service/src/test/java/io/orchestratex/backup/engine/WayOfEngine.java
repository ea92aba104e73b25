package io.orchestratex.backup.engine;

import io.orchestratex.backup.engine.Move.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes an engine through a restore step by step, whatever its way is, as the restore does. */
public final class WayOfEngine {

  private final BackupEngine engine;
  private final DumpSource source;
  private final RestoreScope scope;
  private final List<Move> followUps = new ArrayList<>();
  private List<Move> moves = List.of();
  private List<Deviation> deviations = List.of();
  private String copy = "";

  public WayOfEngine(BackupEngine engine, DumpSource source, RestoreScope scope) {
    this.engine = engine;
    this.source = source;
    this.scope = scope;
  }

  /** All that changes nothing live. */
  public void prepare() throws IOException {
    switch (engine.restoreWay()) {
      case StagedRestore staged -> {
        followUps.clear();
        Loaded loaded = staged.load(scope, source, ProgressMonitor.NONE);
        followUps.addAll(loaded.followUps());
        deviations = loaded.deviations();
        moves = staged.moves(scope);
      }
      case InPlaceRestore inPlace -> copy = inPlace.keep(scope, ProgressMonitor.NONE);
    }
  }

  /** What was prepared, by the identities that the engine gives: for comparison. */
  public Object prepared() throws IOException {
    return switch (engine.restoreWay()) {
      case StagedRestore staged ->
          List.of(staged.measure(scope, ProgressMonitor.NONE), staged.moves(scope));
      case InPlaceRestore _ -> copy;
    };
  }

  public List<Move> moves() {
    return moves;
  }

  /** What was loaded and is not as in the dump. */
  public List<Deviation> deviations() {
    return deviations;
  }

  public List<Move> followUps() {
    return followUps;
  }

  /** What was staged, or what is live after loading in place. */
  public List<ObjectFact> measured() throws IOException {
    return switch (engine.restoreWay()) {
      case StagedRestore staged -> staged.measure(scope, ProgressMonitor.NONE);
      case InPlaceRestore inPlace -> inPlace.measure(scope, ProgressMonitor.NONE);
    };
  }

  /** Whether a staged restore can be measured before it is live. */
  public boolean isStaged() {
    return engine.restoreWay() instanceof StagedRestore;
  }

  /** Puts in place, each move twice. */
  public void apply() throws IOException {
    switch (engine.restoreWay()) {
      case StagedRestore staged ->
          moves.forEach(move -> {
            staged.apply(scope, move);
            staged.apply(scope, move);
          });
      case InPlaceRestore inPlace -> {
        inPlace.load(scope, source, Fence.Write::run, ProgressMonitor.NONE);
        inPlace.load(scope, source, Fence.Write::run, ProgressMonitor.NONE);
      }
    }
  }

  public boolean isApplied() {
    return switch (engine.restoreWay()) {
      case StagedRestore staged -> moves.stream().allMatch(move -> staged.isApplied(scope, move));
      case InPlaceRestore _ -> true; // Only what is measured tells.
    };
  }

  /** Moves that come last, each twice. */
  public void followUp() {
    if (engine.restoreWay() instanceof StagedRestore staged) {
      for (Move move : followUps) {
        staged.apply(scope, move);
        staged.apply(scope, move);
        if (!staged.isApplied(scope, move)) {
          throw new AssertionError(move + " is not applied");
        }
      }
    }
  }

  /** Puts back, each move twice. */
  public void undo() throws IOException {
    switch (engine.restoreWay()) {
      case StagedRestore staged ->
          moves
              .reversed()
              .forEach(move -> {
                staged.undo(scope, move);
                staged.undo(scope, move);
              });
      case InPlaceRestore inPlace -> {
        inPlace.putBack(scope, copy, Fence.Write::run, ProgressMonitor.NONE);
        inPlace.putBack(scope, copy, Fence.Write::run, ProgressMonitor.NONE);
      }
    }
  }

  public void cleanUp() {
    RestoreWay way = engine.restoreWay();
    way.leftovers(scope).forEach(each -> way.remove(scope, each));
    if (!way.leftovers(scope).isEmpty()) {
      throw new AssertionError("left: " + way.leftovers(scope));
    }
  }

  /** The rules of the phases that every engine keeps to. */
  public boolean keepsToPhases() {
    return moves.stream().allMatch(move -> move.phase() == Phase.SWITCH)
        && followUps.stream().allMatch(move -> move.phase() == Phase.FOLLOW_UP);
  }
}
