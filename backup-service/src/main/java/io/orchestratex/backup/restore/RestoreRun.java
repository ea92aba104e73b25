package io.orchestratex.backup.restore;

import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobFailures;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobLostException;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.restore.RestoreContext.Piece;
import io.orchestratex.backup.target.Targets;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Does a restore; the order of steps and what a fault leads to are in {@link RestoreRules}. */
@Singleton
final class RestoreRun implements JobHandler {

  private final Targets targets;
  private final Backups backups;
  private final InstantSource clock;
  private final Preparation preparation;
  private final Changeover changeover;
  private final Leftovers leftovers;

  RestoreRun(
      Targets targets,
      Backups backups,
      InstantSource clock,
      Preparation preparation,
      Changeover changeover,
      Leftovers leftovers) {
    this.targets = targets;
    this.backups = backups;
    this.clock = clock;
    this.preparation = preparation;
    this.changeover = changeover;
    this.leftovers = leftovers;
  }

  @Override
  public String kind() {
    return RestoreJobRules.KIND;
  }

  @Override
  public void run(JobRun run) throws IOException {
    Journal journal = new Journal(run, clock);
    try {
      enter(run, journal);
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (journal.now().swapping() && !run.isOutOfAttempts()) {
        // Half moved is no state to end in: the next attempt goes on or rolls back.
        throw run.abandoned("interrupted while data moves, tried again: " + JobFailures.reason(e));
      }
      throw e;
    }
  }

  private void enter(JobRun run, Journal journal) throws IOException {
    RestoreContext context = context(run, journal);
    if (journal.now().isForeign()) {
      throw new EngineException(
          "restore.journal-foreign",
          "another version of backup-service began this restore, and this one cannot go on with it;"
              + " look for "
              + Leftovers.names(context)
              + " before you restore again");
    }
    switch (RestoreRules.entry(journal.now(), run.isOutOfAttempts())) {
      case PREPARE -> {
        preparation.prepare(context);
        changeover.apply(context);
      }
      case SWAP -> changeover.apply(context);
      case FINISH -> changeover.finish(context);
      case ROLL_BACK -> changeover.rollBack(context, "its worker died too often");
      case GIVE_UP -> {
        leftovers.removeOwn(context);
        throw new EngineException("restore.gave-up", "its worker died too often");
      }
    }
  }

  private RestoreContext context(JobRun run, Journal journal) throws IOException {
    Job job = run.job();
    Manifest manifest = backups.manifest(job.subject());
    List<Piece> pieces = new ArrayList<>();
    for (Part part : manifest.partsOf(job.targets())) {
      Targets.Registered target = targets.get(part.target());
      pieces.add(
          new Piece(
              target,
              part,
              new RestoreScope(
                  job.id(),
                  job.attempt(),
                  target.access(),
                  journal.now().selection(),
                  part.dumped())));
    }
    return new RestoreContext(run, journal, manifest, pieces);
  }
}
