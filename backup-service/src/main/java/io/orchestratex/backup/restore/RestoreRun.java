package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.copy.Places;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.job.JobFailures;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobLostException;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.maintenance.Maintenances;
import io.orchestratex.backup.restore.RestoreContext.ManifestSource;
import io.orchestratex.backup.restore.RestoreContext.Piece;
import io.orchestratex.backup.restore.RestoreRules.Entry;
import io.orchestratex.backup.target.Targets;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a restore; the order of steps and what a fault leads to are in {@link RestoreRules}. */
@Singleton
final class RestoreRun implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(RestoreRun.class);

  private final Targets targets;
  private final Places places;
  private final InstantSource clock;
  private final Preparation preparation;
  private final Changeover changeover;
  private final Leftovers leftovers;
  private final Maintenances maintenances;
  private final KeepCurrentSettings ownDatabases;

  RestoreRun(
      Targets targets,
      Places places,
      InstantSource clock,
      Preparation preparation,
      Changeover changeover,
      Leftovers leftovers,
      Maintenances maintenances,
      KeepCurrentSettings ownDatabases) {
    this.maintenances = maintenances;
    this.ownDatabases = ownDatabases;
    this.targets = targets;
    this.places = places;
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
      if (!journal.now().swapping()) {
        throw e; // Nothing live was touched.
      }
      interrupted(run, journal, e);
    }
  }

  /** Half moved is no state to end in: the next attempt goes on or rolls back. */
  private static void interrupted(JobRun run, Journal journal, Exception e) {
    String reason = JobFailures.reason(e);
    if (journal.now().confirmed() && run.isOutOfAttempts()) {
      LOG.atError().setCause(e).log("restore {} is in place: {}", run.job().id(), reason);
      try {
        run.finish(new JobOutcome.Unfinished(reason), journal.now().toJson(), null);
      } catch (JobLostException lost) {
        throw lost;
      } catch (RuntimeException late) {
        e.addSuppressed(late);
        throw run.abandoned("its end could not be stored: " + reason);
      }
      return;
    }
    LOG.atError().setCause(e).log("restore {} stopped while data moves", run.job().id());
    try {
      run.tell(at -> RestoreJobRules.interrupted(run.job(), reason, at));
    } catch (RuntimeException late) {
      e.addSuppressed(late); // The store is what does not answer.
    }
    throw run.postponed("stopped while data moves: " + reason);
  }

  private void enter(JobRun run, Journal journal) throws IOException {
    Entry entry = RestoreRules.entry(journal.now(), run.isOutOfAttempts());
    RestoreContext context = context(run, journal, entry);
    if (journal.now().isForeign()) {
      endForeign(context);
      return;
    }
    switch (entry) {
      case PREPARE -> {
        preparation.prepare(context);
        closed(context, () -> changeover.apply(context));
      }
      case SWAP -> closed(context, () -> changeover.apply(context));
      case FINISH -> changeover.finish(context);
      case END_OR_ROLL_BACK ->
          closed(context, () -> changeover.finishOrRollBack(context, "its worker died too often"));
      case ROLL_BACK -> closed(context, () -> changeover.rollBack(context, ""));
      case GIVE_UP -> {
        leftovers.removeOwn(context);
        throw new EngineException("restore.gave-up", "its worker died too often");
      }
    }
  }

  /** Moves data. */
  @FunctionalInterface
  private interface Moving {
    void run() throws IOException;
  }

  /** Moves data while the services whose databases it is take no changes. */
  private void closed(RestoreContext context, Moving moving) throws IOException {
    RestoreDetails journal = context.journal().now();
    JobRun run = context.run();
    List<String> services = RestoreRules.affected(journal.objects(), ownDatabases);
    String reason = "restore " + run.job().id() + " puts data of " + named(services) + " in place";
    try (Maintenances.Hold hold =
        maintenances.hold(run.job().id(), services, reason, run.job().requestedBy())) {
      if (hold.lead().isPositive()) {
        run.detail("telling the gateway");
        pause(run, hold.lead());
      }
      run.at("closed:" + services);
      moving.run();
    }
  }

  private static String named(List<String> services) {
    return String.join(", ", services);
  }

  private static void pause(JobRun run, Duration length) {
    try {
      var _ = new CountDownLatch(1).await(length.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw run.abandoned("this worker stops");
    }
  }

  private static void endForeign(RestoreContext context) {
    String said =
        "another version of backup-service began this restore, and this one cannot go on with it;"
            + " look for "
            + Leftovers.names(context)
            + " before you restore again";
    RestoreDetails journal = context.journal().now();
    if (!journal.swapping() || journal.confirmed()) {
      throw new EngineException("restore.journal-foreign", said);
    }
    context.run().finish(new JobOutcome.RollbackFailed(said), null, null);
  }

  /** From the first move on, the journal is enough: the vault may be away. */
  private RestoreContext context(JobRun run, Journal journal, Entry entry) throws IOException {
    ManifestSource source = new AnyVault(places, run.job().subject(), journal.now().vault());
    List<Piece> pieces = new ArrayList<>();
    if (entry == Entry.PREPARE) {
      Elsewhere place = journal.now().place();
      for (String target : run.job().targets()) {
        for (Part part : source.get().partsOf(List.of(place.sourceOf(target)))) {
          pieces.add(
              piece(run, journal, target, place.renamed(targets.get(target), part.dumped())));
        }
      }
    } else {
      for (String target : run.job().targets()) {
        pieces.add(
            piece(run, journal, target, journal.now().files().getOrDefault(target, List.of())));
      }
    }
    return new RestoreContext(run, journal, source, pieces);
  }

  private Piece piece(JobRun run, Journal journal, String id, List<DumpedFile> files) {
    Targets.Registered target = targets.get(id);
    Elsewhere place = journal.now().place();
    return new Piece(
        target,
        place.sourceOf(id),
        new RestoreScope(
            run.job().id(),
            run.job().attempt(),
            target.access(),
            journal.now().selection().renamed(place.naming()),
            files,
            place.naming(),
            journal.now().replaces()));
  }
}
