package io.orchestratex.backup.restore;

import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.ArtifactCheck;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.Move.Phase;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobBeside;
import io.orchestratex.backup.job.JobLostException;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.VaultUnreadableException;
import io.orchestratex.backup.restore.RestoreContext.Piece;
import io.orchestratex.backup.restore.RestoreDetails.Deviating;
import io.orchestratex.backup.restore.RestoreDetails.Report;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything of a restore up to the first change of what is live; all of it can be done again. */
@Singleton
final class Preparation {

  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

  private final ArtifactCheck check;
  private final Backups backups;
  private final JobStore store;
  private final Provider<JobWorker> worker;
  private final Leftovers leftovers;
  private final RestoreWays ways;

  Preparation(
      ArtifactCheck check,
      Backups backups,
      JobStore store,
      Provider<JobWorker> worker,
      Leftovers leftovers,
      RestoreWays ways) {
    this.check = check;
    this.backups = backups;
    this.store = store;
    this.worker = worker;
    this.leftovers = leftovers;
    this.ways = ways;
  }

  /** Ends with all moves in the journal, and a journal that says that they are being applied. */
  void prepare(RestoreContext context) throws IOException {
    try {
      loadFromAnyVault(context);
      readyToSwap(context);
    } catch (JobLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (context.run().isLost()) {
        throw context.run().abandoned("this worker stops");
      }
      context.journal().fail(e);
      try {
        leftovers.removeOwn(context);
      } catch (JobLostException lost) {
        throw lost;
      } catch (IOException | RuntimeException late) {
        context.journal().begin(RestoreRules.CLEAN_UP);
        context.journal().fail(late);
        throw Leftovers.remaining(context, e, late);
      }
      throw e;
    }
  }

  /** From the first vault that has it whole: nothing live is changed until all of it was read. */
  private void loadFromAnyVault(RestoreContext context) throws IOException {
    while (true) {
      try {
        loadBeside(context);
        return;
      } catch (IOException | RuntimeException e) {
        IOException fault = faultOfTheVault(e);
        if (fault == null || context.run().isLost() || !context.source().turnAway(fault)) {
          throw e;
        }
      }
    }
  }

  /** What was found damaged or could not be read, under what the engine made of it. */
  private static @Nullable IOException faultOfTheVault(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof DamagedArtifactException || t instanceof VaultUnreadableException) {
        return (IOException) t;
      }
    }
    return null;
  }

  private void loadBeside(RestoreContext context) throws IOException {
    verifyLists(context);
    if (requireFree(context)) {
      withoutSafety(context);
      loadAndCompare(context);
    } else {
      Map<String, List<String>> before = orderSafety(context);
      try (JobBeside safety = worker.get().beside(safetyOf(context), context.run())) {
        loadAndCompare(context);
        requireSafety(context, safety.await(), before);
      }
    }
  }

  private void loadAndCompare(RestoreContext context) throws IOException {
    ReadFiles read = new ReadFiles();
    Map<String, List<ObjectFact>> measured = load(context, read);
    verifyOthers(context, read);
    compare(context, measured);
  }

  /** There is nothing that a safety backup would be of. */
  private static void withoutSafety(RestoreContext context) {
    context.journal().begin(RestoreRules.SAFETY_BACKUP);
    context.journal().put(context.journal().now().withSafety(null));
    context.journal().end(RestoreRules.SAFETY_BACKUP, "not needed: nothing is replaced");
  }

  /**
   * What a backup consists of is read before anything is begun. The files themselves are verified
   * as they are loaded, under temporary names: all of it before anything moves.
   */
  private void verifyLists(RestoreContext context) throws IOException {
    context.run().enter(RestoreJobRules.VERIFYING, 0, 2);
    context.journal().begin(RestoreRules.VERIFY);
    check.checkLists(context.manifest(), context.parts(), context.run());
    context.run().at("verified");
  }

  /** What loading did not read. */
  private void verifyOthers(RestoreContext context, ReadFiles read) throws IOException {
    check.check(context.manifest(), read.others(context.parts()), context.run());
    long bytes = context.parts().stream().mapToLong(Part::storedBytes).sum();
    context.journal().end(RestoreRules.VERIFY, bytes + " bytes read back");
    context.run().at("read");
  }

  /**
   * Has the safety backup of what there is now taken while the backup is loaded beside it.
   *
   * @return per target, what there was before it began
   */
  private Map<String, List<String>> orderSafety(RestoreContext context) throws IOException {
    context.run().enter(RestoreJobRules.SAFETY_BACKUP, 2, 5);
    context.journal().begin(RestoreRules.SAFETY_BACKUP);
    Map<String, List<String>> before = replaced(context);
    String known = context.journal().now().safetyBackup();
    // One that has ended is of an earlier attempt: what was written since then is not in it.
    if (known == null || store.find(known).filter(row -> !row.job().status().isFinal()).isEmpty()) {
      boolean users = context.journal().now().selection().users();
      known = backups.orderSafety(context.run().job(), context.manifest().vault(), users).id();
      context.journal().put(context.journal().now().withSafety(known));
    }
    return before;
  }

  private static String safetyOf(RestoreContext context) {
    return Objects.requireNonNull(context.journal().now().safetyBackup());
  }

  private void requireSafety(RestoreContext context, Job safety, Map<String, List<String>> before)
      throws IOException {
    context.run().checkpoint();
    if (safety.status() != JobStatus.SUCCEEDED) {
      throw new EngineException(
          "restore.no-safety-backup",
          "the safety backup " + safety.id() + " " + safety.state() + ": " + safety.failure());
    }
    List<String> lost = notKept(context, safety.id(), before);
    if (!lost.isEmpty()) {
      throw new EngineException(
          "restore.safety-incomplete",
          "the safety backup "
              + safety.id()
              + " does not hold what would be replaced: "
              + String.join("; ", lost));
    }
    context.journal().end(RestoreRules.SAFETY_BACKUP, safety.id());
    context.run().at("safety_backup");
  }

  /**
   * Refuses names that were free in the plan and are taken now.
   *
   * @return whether nothing is replaced: all goes elsewhere, under names that are free
   */
  private static boolean requireFree(RestoreContext context) {
    Elsewhere place = context.journal().now().place();
    if (place.isNone()) {
      return false;
    }
    List<String> taken = new ArrayList<>();
    for (Piece piece : context.pieces()) {
      taken.addAll(
          RestoreRules.takenNames(
              piece.target().engine().plan(piece.scope()), piece.scope().selection()));
    }
    if (!taken.isEmpty() && !place.replace()) {
      throw RestoreScope.taken(RestoreRules.named(taken));
    }
    return taken.isEmpty();
  }

  /** Per target, what there is now and would go: what the safety backup must hold. */
  private static Map<String, List<String>> replaced(RestoreContext context) {
    Map<String, List<String>> replaced = new LinkedHashMap<>();
    for (Piece piece : context.pieces()) {
      replaced.put(
          piece.id(), RestoreRules.replaced(piece.target().engine().plan(piece.scope()).objects()));
    }
    return replaced;
  }

  /**
   * What would be replaced and is in no backup, a sentence each.
   *
   * @param before what there was before the safety backup began. What there is no longer is not
   *     lost by the restore, and what came since is like what was written since
   */
  private List<String> notKept(
      RestoreContext context, String safety, Map<String, List<String>> before) throws IOException {
    Manifest kept = backups.manifest(safety);
    Map<String, List<String>> still = replaced(context);
    List<String> lost = new ArrayList<>();
    for (Piece piece : context.pieces()) {
      List<Part> parts = kept.partsOf(List.of(piece.id()));
      List<LeftOut> missing = parts.stream().flatMap(part -> part.leftOut().stream()).toList();
      lost.addAll(
          RestoreRules.replacedUnkept(missing, piece.scope().files(), piece.scope().selection()));
      Set<String> held =
          parts.stream()
              .flatMap(part -> part.objects().stream())
              .map(ObjectFact::name)
              .collect(Collectors.toSet());
      List<String> there = new ArrayList<>(before.getOrDefault(piece.id(), List.of()));
      there.retainAll(Set.copyOf(still.getOrDefault(piece.id(), List.of())));
      lost.addAll(RestoreRules.notHeld(there, held, missing));
    }
    return lost;
  }

  /**
   * Loads everything under temporary names.
   *
   * @return by target, what was read back meanwhile
   */
  private Map<String, List<ObjectFact>> load(RestoreContext context, ReadFiles read)
      throws IOException {
    RestoreDetails now = context.journal().now();
    if (now.started()) {
      context.run().enter(RestoreJobRules.RESTORING, 5, 75);
    } else {
      String safety = now.safetyBackup();
      context
          .run()
          .enter(
              RestoreJobRules.RESTORING,
              5,
              75,
              at -> RestoreJobRules.started(context.run().job(), safety, at));
      context.journal().put(now.withStarted());
    }
    context.journal().begin(RestoreRules.LOAD);
    leftovers.removeOwn(context); // What an earlier attempt loaded.
    leftovers.removeOthers(context);
    Map<Phase, Map<String, List<Move>>> moves = new EnumMap<>(Phase.class);
    List<Deviating> deviations = new ArrayList<>();
    Map<String, List<ObjectFact>> measured = new LinkedHashMap<>();
    for (Piece piece : context.pieces()) {
      RestoreWays.Prepared prepared = ways.prepare(context, piece, read);
      prepared
          .moves()
          .forEach((phase, of) ->
              moves.computeIfAbsent(phase, _ -> new LinkedHashMap<>()).put(piece.id(), of));
      List<ObjectFact> readBack = prepared.measured();
      if (readBack != null) {
        measured.put(piece.id(), readBack);
      }
      prepared.deviations().forEach(each -> deviations.add(Deviating.of(piece.id(), each)));
      context.run().at("loaded:" + piece.id());
    }
    RestoreDetails next = context.journal().now();
    for (Phase phase : Phase.values()) {
      next = next.withMoves(phase, moves.getOrDefault(phase, Map.of()));
    }
    context.journal().put(next.withReport(Report.of(List.of(), deviations)));
    deviations.forEach(each ->
        LOG.atWarn()
            .addKeyValue("restore", context.run().job().id())
            .addKeyValue("target", each.target())
            .log("{} {} is not as in the backup: {}", each.kind(), each.name(), each.reason()));
    context
        .journal()
        .end(RestoreRules.LOAD, deviations.isEmpty() ? null : deviations.size() + " deviations");
    return measured;
  }

  private void compare(RestoreContext context, Map<String, List<ObjectFact>> measured)
      throws IOException {
    context.run().enter(RestoreJobRules.COMPARING, 75, 92);
    context.journal().begin(RestoreRules.COMPARE);
    Report report = context.journal().now().report();
    for (Piece piece : context.pieces()) {
      Report staged = ways.compareStaged(context, piece, measured.get(piece.id()));
      report = staged == null ? report : RestoreRules.joined(report, staged);
    }
    Report compared = Objects.requireNonNull(report);
    context.journal().put(context.journal().now().withReport(compared));
    if (!compared.recordsEqual()) {
      throw new EngineException("restore.unequal", ways.difference(context, compared));
    }
    context
        .journal()
        .end(RestoreRules.COMPARE, compared.objects().size() + " objects equal the backup");
  }

  /** Has all moves in the journal; a cancel comes too late after it. */
  private void readyToSwap(RestoreContext context) throws IOException {
    Map<String, List<Move>> moves = new LinkedHashMap<>();
    Map<String, List<DumpedFile>> files = new LinkedHashMap<>();
    Map<String, String> keptUnder = new LinkedHashMap<>();
    for (Piece piece : context.pieces()) {
      keptUnder.put(piece.id(), piece.way().namesOf(context.run().job().id()));
      moves.put(piece.id(), ways.switchMoves(context, piece));
      files.put(piece.id(), ways.filesForWayBack(piece));
    }
    requireFree(context); // Rather than by the first move that meets it.
    context.run().at("compared");
    // A cancel is refused first, and only then does the journal say that moves are applied.
    context.run().enter(RestoreJobRules.SWAPPING, 92, 99);
    context
        .journal()
        .put(
            context
                .journal()
                .now()
                .withMoves(Phase.SWITCH, moves)
                .withFiles(files)
                .withKeptUnder(keptUnder)
                .withSwapping());
    context.run().at("swapping");
  }
}
