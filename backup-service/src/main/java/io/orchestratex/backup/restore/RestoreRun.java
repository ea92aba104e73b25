package io.orchestratex.backup.restore;

import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.ArtifactCheck;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Expiry;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.SwapStep;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobFailures;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobLostException;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRules;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.restore.RestoreDetails.Report;
import io.orchestratex.backup.restore.Work.Piece;
import io.orchestratex.backup.target.Targets;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a restore; the order of steps and what a fault leads to are in {@link RestoreRules}. */
@Singleton
final class RestoreRun implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(RestoreRun.class);

  private final Targets targets;
  private final Catalog catalog;
  private final ArtifactCheck check;
  private final Backups backups;
  private final JobStore store;
  private final Provider<JobWorker> worker;
  private final InstantSource clock;
  private final Leftovers leftovers;

  RestoreRun(
      Targets targets,
      Catalog catalog,
      ArtifactCheck check,
      Backups backups,
      JobStore store,
      Provider<JobWorker> worker,
      InstantSource clock,
      Leftovers leftovers) {
    this.targets = targets;
    this.catalog = catalog;
    this.check = check;
    this.backups = backups;
    this.store = store;
    this.worker = worker;
    this.clock = clock;
    this.leftovers = leftovers;
  }

  @Override
  public JobKind kind() {
    return JobKind.RESTORE;
  }

  @Override
  public void run(JobRun run) throws IOException {
    Journal journal = new Journal(run, clock);
    try {
      enter(run, journal);
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (journal.now().swapping() && !run.isLastStraw()) {
        // Half moved is no state to end in: the next attempt goes on or rolls back.
        throw run.abandoned("interrupted while data moves, tried again: " + JobFailures.reason(e));
      }
      throw e;
    }
  }

  private void enter(JobRun run, Journal journal) throws IOException {
    switch (RestoreRules.entry(journal.now(), run.isLastStraw())) {
      case PREPARE -> {
        Work work = work(run, journal);
        prepare(work);
        swap(work);
      }
      case SWAP -> swap(work(run, journal));
      case FINISH -> finish(work(run, journal));
      case ROLL_BACK -> rollBack(work(run, journal), "its worker died too often");
      case GIVE_UP -> {
        leftovers.removeOwn(work(run, journal));
        throw new EngineException("restore.gave-up", "its worker died too often");
      }
    }
  }

  private Work work(JobRun run, Journal journal) throws IOException {
    Job job = run.job();
    Manifest manifest = catalog.get(job.subject());
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
    return new Work(run, journal, manifest, pieces);
  }

  /** Everything up to the first change of what is live. */
  private void prepare(Work work) throws IOException {
    try {
      verify(work);
      safetyBackup(work);
      load(work);
      compare(work);
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (work.run().isLost()) {
        throw work.run().abandoned("this worker stops");
      }
      work.journal().fail(e);
      try {
        leftovers.removeOwn(work);
      } catch (JobLostException lost) {
        throw lost;
      } catch (IOException | RuntimeException late) {
        work.journal().begin(RestoreRules.CLEAN_UP);
        work.journal().fail(late);
        throw Leftovers.remaining(work, e, late);
      }
      throw e;
    }
  }

  private void verify(Work work) throws IOException {
    work.run().enter(JobRules.VERIFYING, 0, 20);
    work.journal().begin(RestoreRules.VERIFY);
    long read = check.check(work.manifest().id(), work.parts(), work.run());
    work.journal().end(read + " bytes read back");
    work.run().at("verified");
  }

  private void safetyBackup(Work work) {
    work.run().enter(JobRules.SAFETY_BACKUP, 20, 45);
    work.journal().begin(RestoreRules.SAFETY_BACKUP);
    Job job = work.run().job();
    String known = work.journal().now().safetyBackup();
    // One that has ended is of an earlier attempt: what was written since then is not in it.
    if (known == null || store.find(known).filter(row -> !row.job().status().isFinal()).isEmpty()) {
      known = backups.orderSafety(job).id();
      work.journal().put(work.journal().now().withSafety(known));
    }
    Job safety = worker.get().complete(known, work.run());
    work.run().checkpoint();
    if (safety.status() != JobStatus.SUCCEEDED) {
      throw new EngineException(
          "restore.no-safety-backup",
          "the safety backup " + safety.id() + " " + safety.state() + ": " + safety.failure());
    }
    work.journal().end(safety.id());
    work.run().at("safety_backup");
  }

  private void load(Work work) throws IOException {
    RestoreDetails now = work.journal().now();
    if (now.started()) {
      work.run().enter(JobRules.RESTORING, 45, 75);
    } else {
      work.run().beginRestore(java.util.Objects.requireNonNull(now.safetyBackup()), 45, 75);
      work.journal().put(now.withStarted());
    }
    work.journal().begin(RestoreRules.LOAD);
    leftovers.removeOwn(work); // What an earlier attempt loaded.
    leftovers.removeOthers(work);
    Map<String, List<Expiry>> held = new LinkedHashMap<>();
    for (Piece piece : work.pieces()) {
      String id = piece.id();
      held.put(
          id,
          piece
              .engine()
              .load(piece.scope(), catalog.source(work.manifest().id(), piece.part()), work.run()));
      work.run().at("loaded:" + id);
    }
    work.journal().put(work.journal().now().withExpiries(held));
    work.journal().end(null);
  }

  private void compare(Work work) {
    work.run().enter(JobRules.COMPARING, 75, 92);
    work.journal().begin(RestoreRules.COMPARE);
    List<ObjectFact> expected = new ArrayList<>();
    List<ObjectFact> measured = new ArrayList<>();
    Map<String, List<SwapStep>> swaps = new LinkedHashMap<>();
    for (Piece piece : work.pieces()) {
      expected.addAll(piece.part().objects());
      measured.addAll(piece.engine().measure(piece.scope(), work.run()));
    }
    Report report = RestoreRules.compare(work.journal().now().restored(), expected, measured);
    work.journal().put(work.journal().now().withReport(report));
    if (!report.equal()) {
      throw new EngineException("restore.unequal", RestoreRules.difference(report));
    }
    for (Piece piece : work.pieces()) {
      swaps.put(piece.id(), piece.engine().swaps(piece.scope()));
    }
    work.journal().end(report.objects().size() + " objects equal the backup");
    work.run().at("compared");
    // From here on a cancel is refused, and only then does the journal say that things move.
    work.run().enter(JobRules.SWAPPING, 92, 99);
    work.journal().put(work.journal().now().withSwaps(swaps));
    work.run().at("swapping");
  }

  private void swap(Work work) throws IOException {
    try {
      work.journal().begin(RestoreRules.SWAP);
      for (Piece piece : work.pieces()) {
        for (SwapStep step : work.stepsOf(piece)) {
          work.run().checkpoint();
          work.run().detail(step.live());
          work.run().fenced(() -> piece.engine().swap(piece.scope(), step));
          work.run().at("swapped:" + step.live());
        }
      }
      work.journal().end(null);
      work.journal().begin(RestoreRules.CONFIRM);
      requireInPlace(work);
      work.journal().end("what was compared is what is live");
      work.run().at("confirmed");
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("restore {} rolls back", work.run().job().id());
      work.journal().fail(e);
      rollBack(work, JobFailures.reason(e));
      return;
    }
    finish(work);
  }

  private static void requireInPlace(Work work) {
    for (Piece piece : work.pieces()) {
      for (SwapStep step : work.stepsOf(piece)) {
        if (!piece.engine().inPlace(piece.scope(), step)) {
          throw new EngineException(
              "restore.not-in-place", step.live() + " is not what was loaded and compared");
        }
      }
    }
  }

  private void finish(Work work) throws IOException {
    // Kept before the first old object goes: a rollback would take what was restored for what is
    // new.
    work.journal().put(work.journal().now().withConfirmed());
    work.run().at("in_place");
    work.journal().begin(RestoreRules.CLEAN_UP);
    try {
      leftovers.removeOwn(work);
      work.journal().end(null);
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The data is in place; what is left over is only in the way.
      LOG.atWarn().setCause(e).log("old data of restore {} remains", work.run().job().id());
      work.journal().fail(e);
    }
    expire(work);
    Report report = work.journal().now().report();
    work.run()
        .finish(
            new JobOutcome.Restored(report == null ? 0 : report.objects().size()),
            work.journal().now().toJson(),
            null);
  }

  private void expire(Work work) throws IOException {
    Map<String, List<Expiry>> rules = work.journal().now().expiries();
    if (rules.values().stream().allMatch(List::isEmpty)) {
      return;
    }
    work.journal().begin(RestoreRules.EXPIRY);
    try {
      for (Piece piece : work.pieces()) {
        for (Expiry rule : rules.getOrDefault(piece.id(), List.of())) {
          work.run().fenced(() -> piece.engine().enforce(piece.scope(), rule));
          work.run().at("expiring:" + rule.object());
        }
      }
    } catch (EngineException e) {
      work.journal().fail(e);
      throw new EngineException(
          "restore.expiry-not-set",
          "the data is restored and in place, but its records do not expire yet: "
              + e.getMessage()
              + "; set expireAfterSeconds by collMod for "
              + rules.values().stream().flatMap(List::stream).map(Expiry::name).distinct().toList(),
          e);
    }
    work.journal().end(null);
  }

  private void rollBack(Work work, String reason) throws IOException {
    work.journal().begin(RestoreRules.ROLL_BACK);
    try {
      putBack(work);
      leftovers.removeOwn(work);
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      work.journal().fail(e);
      if (work.run().isLastStraw()) {
        throw new EngineException(
            "restore.rollback-failed",
            "rolling back failed ("
                + e.getMessage()
                + "); the data of before is kept under names that begin with ox_old_, and in"
                + " backup "
                + work.journal().now().safetyBackup(),
            e);
      }
      throw work.run().abandoned("rolling back failed and is tried again: " + e.getMessage());
    }
    work.journal().end(null);
    work.run().finish(new JobOutcome.RolledBack(reason), work.journal().now().toJson(), null);
  }

  /** Puts back all that can be: one thing that cannot is no reason to leave the others moved. */
  private static void putBack(Work work) {
    List<Exception> failures = new ArrayList<>();
    for (Piece piece : work.pieces().reversed()) {
      for (SwapStep step : work.stepsOf(piece).reversed()) {
        try {
          work.run().fenced(() -> piece.engine().unswap(piece.scope(), step));
          work.run().at("put_back:" + step.live());
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
