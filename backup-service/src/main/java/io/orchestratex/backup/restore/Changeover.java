package io.orchestratex.backup.restore;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.Move.Phase;
import io.orchestratex.backup.job.JobFailures;
import io.orchestratex.backup.job.JobLostException;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.restore.RestoreContext.Piece;
import io.orchestratex.backup.restore.RestoreDetails.Deviating;
import io.orchestratex.backup.restore.RestoreDetails.JournaledMove;
import io.orchestratex.backup.restore.RestoreDetails.MoveState;
import io.orchestratex.backup.restore.RestoreDetails.Report;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the moves of a journal, or undoes them; each can be repeated after a worker died. */
@Singleton
final class Changeover {

  private static final Logger LOG = LoggerFactory.getLogger(Changeover.class);

  private final Leftovers leftovers;
  private final RestoreWays ways;

  Changeover(Leftovers leftovers, RestoreWays ways) {
    this.leftovers = leftovers;
    this.ways = ways;
  }

  /** Puts everything in place and ends the restore, or rolls it back. */
  void apply(RestoreContext context) throws IOException {
    try {
      context.journal().begin(RestoreRules.SWAP);
      for (Piece piece : context.pieces()) {
        for (Move move : context.moves(piece, Phase.SWITCH)) {
          context.run().checkpoint();
          ways.apply(context, piece, move);
        }
      }
      context.journal().end(null);
      context.journal().begin(RestoreRules.CONFIRM);
      for (Piece piece : context.pieces()) {
        ways.requireInPlace(context, piece);
      }
      context.journal().end("what was compared is what is live");
      context.run().at("confirmed");
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (context.run().mayTryAgainAfter(e)) {
        throw e; // The next attempt goes on: what passes is no reason to go back.
      }
      LOG.atWarn().setCause(e).log("restore {} rolls back", context.run().job().id());
      context.journal().fail(e);
      rollBack(context, JobFailures.reason(e));
      return;
    }
    finish(context);
  }

  /** Ends a restore that lacks nothing but its end, and rolls any other back. */
  void finishOrRollBack(RestoreContext context, String reason) throws IOException {
    if (context.pieces().stream().allMatch(piece -> ways.isInPlace(context, piece))) {
      finish(context);
    } else {
      rollBack(context, reason);
    }
  }

  /** From here on there is no way back: the previous data goes. */
  void finish(RestoreContext context) throws IOException {
    // Kept before the first old object goes: a rollback would take what was restored for what is
    // new.
    context.journal().put(context.journal().now().withConfirmed());
    context.run().at("in_place");
    context.journal().begin(RestoreRules.CLEAN_UP);
    try {
      leftovers.removeOwn(context);
      context.journal().end(null);
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The data is in place; what is left over is only in the way.
      LOG.atWarn().setCause(e).log("old data of restore {} remains", context.run().job().id());
      context.journal().fail(e);
    }
    followUp(context);
    Report report =
        Objects.requireNonNullElseGet(
            context.journal().now().report(), () -> Report.of(List.of(), List.of()));
    List<String> deviations = report.deviations().stream().map(Deviating::what).toList();
    context
        .run()
        .finish(
            new JobOutcome.Succeeded(
                new RestoreJobRules.Restored(report.objects().size(), deviations)),
            context.journal().now().toJson(),
            null);
  }

  private void followUp(RestoreContext context) throws IOException {
    if (toDo(context).isEmpty()) {
      return;
    }
    context.journal().begin(RestoreRules.FOLLOW_UP);
    try {
      for (Piece piece : context.pieces()) {
        for (Move move : context.moves(piece, Phase.FOLLOW_UP)) {
          ways.apply(context, piece, move);
        }
      }
    } catch (EngineException e) {
      context.journal().fail(e);
      throw new EngineException(
          "restore.follow-up-failed",
          "the data is restored and in place, but this remains to be done: "
              + String.join("; ", toDo(context))
              + " ("
              + e.getMessage()
              + ")",
          e);
    }
    context.journal().end(null);
  }

  private static List<String> toDo(RestoreContext context) {
    return context.journal().now().moves().values().stream()
        .flatMap(List::stream)
        .filter(each -> each.move().phase() == Phase.FOLLOW_UP)
        .filter(each -> each.state() != MoveState.APPLIED)
        .map(JournaledMove::move)
        .map(Move::text)
        .toList();
  }

  /**
   * Undoes everything and ends the restore as rolled back. What cannot be undone now is tried again
   * by the next attempt, without an end: some of the data is the restored one, and some is not.
   */
  void rollBack(RestoreContext context, String reason) throws IOException {
    RestoreDetails now = context.journal().now();
    String first = Objects.requireNonNullElse(now.rollingBack(), reason);
    context.journal().put(now.withRollingBack(first));
    context.run().goOn(RestoreJobRules.ROLLING_BACK);
    context.journal().begin(RestoreRules.ROLL_BACK);
    try {
      undoAll(context);
    } catch (JobLostException e) {
      throw e;
    } catch (RuntimeException e) {
      context.journal().fail(e);
      String said =
          "rolling back failed (%s); what was moved is kept under %s%s"
              .formatted(JobFailures.reason(e), Leftovers.names(context), keptIn(context));
      LOG.atError().setCause(e).log("restore {}: {}", context.run().job().id(), said);
      context.run().tell(at -> RestoreJobRules.rollbackFailed(context.run().job(), said, at));
      throw context.run().postponed(said);
    }
    end(context, first);
  }

  private static String keptIn(RestoreContext context) {
    String safety = context.journal().now().safetyBackup();
    return safety == null ? "" : ", the previous data also in backup " + safety;
  }

  /**
   * All is as it was before; what cannot be removed now goes with the next restore at the latest.
   */
  private void end(RestoreContext context, String reason) throws IOException {
    String explanation = reason;
    try {
      leftovers.removeOwn(context);
      context.journal().end(null);
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      context.journal().fail(e);
      if (!context.run().isOutOfAttempts()) {
        throw context
            .run()
            .postponed("rolled back; removing what was loaded failed: " + JobFailures.reason(e));
      }
      explanation =
          "%s; what was loaded remains under %s until the next restore: %s"
              .formatted(reason, Leftovers.names(context), JobFailures.reason(e));
    }
    context
        .run()
        .finish(new JobOutcome.RolledBack(explanation), context.journal().now().toJson(), null);
  }

  /** Undoes all that can be: one move that cannot is no reason to leave the others as they are. */
  private void undoAll(RestoreContext context) {
    List<Exception> failures = new ArrayList<>();
    for (Piece piece : context.pieces().reversed()) {
      for (Move move : context.moves(piece, Phase.SWITCH).reversed()) {
        try {
          ways.undo(context, piece, move);
        } catch (JobLostException e) {
          throw e;
        } catch (IOException | RuntimeException e) {
          failures.add(e);
        }
      }
    }
    if (!failures.isEmpty()) {
      EngineException all =
          new EngineException(
              "restore.not-put-back",
              failures.stream().map(JobFailures::reason).collect(Collectors.joining("; ")),
              failures.getFirst());
      failures.stream().skip(1).forEach(all::addSuppressed);
      throw all;
    }
  }
}
