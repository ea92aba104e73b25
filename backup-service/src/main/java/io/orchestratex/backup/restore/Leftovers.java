package io.orchestratex.backup.restore;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobFailures;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobLostException;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.restore.Work.Piece;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
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
  void removeOwn(Work work) throws IOException {
    for (Piece piece : work.pieces()) {
      remove(work, piece, piece.scope());
    }
  }

  private static void remove(Work work, Piece piece, RestoreScope scope) throws IOException {
    for (String leftover : piece.engine().leftovers(scope)) {
      work.run().fenced(() -> piece.engine().remove(scope, leftover));
    }
  }

  /**
   * Removes what earlier restores could not. What does not go now either is no obstacle: its names
   * are not ours.
   */
  void removeOthers(Work work) {
    for (Piece piece : work.pieces()) {
      try {
        for (String id : piece.engine().restoresWithLeftovers(piece.target().access())) {
          if (isOver(id, piece.id())) {
            remove(
                work,
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

  /** An id that is unknown here may be of a restore that somebody else is at. */
  private boolean isOver(String id, String target) {
    return store
        .find(id)
        .filter(row -> {
          Job job = row.job();
          return job.kind() == JobKind.RESTORE
              && job.targets().contains(target)
              && RestoreRules.isOver(job.status(), RestoreDetails.fromJson(row.details()));
        })
        .isPresent();
  }

  /** What a restore failed of, when after that it could not clean up either. */
  static EngineException remaining(Work work, Exception failure, Exception remains) {
    EngineException told =
        new EngineException(
            "restore.leftovers",
            "%s; what it loaded beside remains on %s, under names that begin with ox_restore_%s_, until the next restore of them removes it: %s"
                .formatted(
                    JobFailures.reason(failure),
                    work.pieces().stream().map(Piece::id).toList(),
                    work.run().job().id(),
                    JobFailures.reason(remains)),
            failure);
    told.addSuppressed(remains);
    return told;
  }
}
