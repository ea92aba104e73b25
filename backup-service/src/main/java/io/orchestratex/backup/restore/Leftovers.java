package io.orchestratex.backup.restore;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobFailures;
import io.orchestratex.backup.job.JobLostException;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.restore.RestoreContext.Piece;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what restores made beside and moved aside. All of it is fenced, so that a worker that was
 * given up removes nothing that its successor uses.
 */
@Singleton
final class Leftovers {

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final JobStore store;

  Leftovers(JobStore store) {
    this.store = store;
  }

  /** Removes all that this restore made, in whatever attempt. */
  void removeOwn(RestoreContext context) throws IOException {
    for (Piece piece : context.pieces()) {
      remove(context, piece, piece.scope());
    }
  }

  private static void remove(RestoreContext context, Piece piece, RestoreScope scope)
      throws IOException {
    for (String leftover : piece.way().leftovers(scope)) {
      context.run().fenced(() -> piece.way().remove(scope, leftover));
    }
  }

  /**
   * Removes what earlier restores could not. What does not go now either is no obstacle: its names
   * are not ours.
   */
  void removeOthers(RestoreContext context) {
    for (Piece piece : context.pieces()) {
      try {
        for (String id : piece.way().restoresWithLeftovers(piece.target().access())) {
          if (isOver(id, piece.id())) {
            remove(
                context,
                piece,
                new RestoreScope(id, 0, piece.target().access(), Selection.ALL, List.of()));
          }
        }
      } catch (JobLostException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        LOG.atWarn().setCause(e).log("what earlier restores left on {} remains", piece.id());
      }
    }
  }

  /** A restore that is unknown here may be another installation's, and at work. */
  private boolean isOver(String id, String target) {
    return store
        .find(id)
        .filter(row -> {
          Job job = row.job();
          return job.kind().equals(RestoreJobRules.KIND)
              && job.targets().contains(target)
              && RestoreRules.isOver(job.status(), RestoreDetails.fromJson(row.details()));
        })
        .isPresent();
  }

  /** Under which names this restore keeps things, for a person who must look for them. */
  static String names(RestoreContext context) {
    return context.pieces().stream()
        .map(piece -> piece.way().namesOf(context.run().job().id()))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  /** What a restore failed of, when after that it could not clean up either. */
  static EngineException remaining(RestoreContext context, Exception failure, Exception remains) {
    EngineException both =
        new EngineException(
            "restore.leftovers",
            "%s; what it loaded remains on %s, under %s, until the next restore of them removes it: %s"
                .formatted(
                    JobFailures.reason(failure),
                    context.targets(),
                    names(context),
                    JobFailures.reason(remains)),
            failure);
    both.addSuppressed(remains);
    return both;
  }
}
