package io.orchestratex.backup.drill;

import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.copy.Copies;
import io.orchestratex.backup.copy.Places;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Loaded;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.engine.RecoveryOrder;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.job.JobFailures;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does a drill: per target a scratch server is started, loaded by the code of a restore, read back,
 * and removed. Each attempt begins anew, in folders of its own.
 */
@Singleton
final class DrillRun implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(DrillRun.class);
  private static final int ALL = 99;

  private final Backups backups;
  private final Catalog catalog;
  private final ScratchEngines engines;
  private final ScratchPlace place;
  private final Places places;
  private final Copies copies;
  private final InstantSource clock;

  DrillRun(
      Backups backups,
      Catalog catalog,
      ScratchEngines engines,
      ScratchPlace place,
      Places places,
      Copies copies,
      InstantSource clock) {
    this.backups = backups;
    this.catalog = catalog;
    this.engines = engines;
    this.place = place;
    this.places = places;
    this.copies = copies;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return DrillJobRules.KIND;
  }

  @Override
  public void run(JobRun run) throws IOException {
    if (run.isOutOfAttempts()) {
      throw new EngineException(
          "drill.gave-up", "its worker died " + (run.job().attempt() - 1) + " times");
    }
    DrillDetails details = DrillDetails.fromJson(run.details());
    List<DrilledTarget> targets =
        new ArrayList<>(
            details.targets().stream()
                .map(each -> DrilledTarget.waiting(each.target(), each.engine()))
                .toList());
    Optional<Manifest> manifest = manifest(run, details.vault(), targets);
    if (manifest.isPresent()) {
      for (int i = 0; i < targets.size(); i++) {
        int slot = i;
        Part part = part(manifest.get(), targets.get(i).target());
        targets.set(
            i,
            drilled(
                run,
                manifest.get(),
                part,
                details.vault(),
                targets.get(i),
                new Share(ALL * i / targets.size(), ALL * (i + 1) / targets.size()),
                now -> {
                  targets.set(slot, now);
                  run.save(details.with(targets).toJson());
                }));
        run.save(details.with(targets).toJson());
      }
    }
    end(run, details.with(targets));
  }

  /** The part of the progress bar that is one target's. */
  private record Share(int from, int to) {
    int middle() {
      return from + (to - from) * 2 / 3;
    }
  }

  /** Keeps what is known of a target so far. */
  @FunctionalInterface
  private interface Shown {
    void show(DrilledTarget now);
  }

  /** A manifest that is missing or changed fails every target. */
  private Optional<Manifest> manifest(
      JobRun run, @Nullable String vault, List<DrilledTarget> targets) throws IOException {
    try {
      return Optional.of(backups.manifest(run.job().subject(), vault));
    } catch (DamagedArtifactException e) {
      Optional<String> ofCopy = ofTheCopy(run, vault, e);
      targets.replaceAll(each ->
          ofCopy
              .map(said -> each.ended(DrilledTarget.NOT_CARRIED_OUT, 0, said))
              .orElseGet(
                  () -> each.ended(DrilledTarget.FAILED, 0, String.valueOf(e.getMessage()))));
      return Optional.empty();
    }
  }

  /**
   * What is said where a copy is damaged, which is made again; empty where it is the backup itself.
   */
  private Optional<String> ofTheCopy(JobRun run, @Nullable String vault, Throwable fault) {
    String backup = run.job().subject();
    if (vault == null || places.home(backup).filter(vault::equals).isPresent()) {
      return Optional.empty();
    }
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof DamagedArtifactException) {
        copies.lost(backup, vault, String.valueOf(t.getMessage()), clock.instant());
        return Optional.of(
            "the copy in the vault %s is damaged and is made again: %s"
                .formatted(vault, t.getMessage()));
      }
    }
    return Optional.empty();
  }

  private static Part part(Manifest manifest, String target) {
    return manifest.partsOf(List.of(target)).stream()
        .findFirst()
        .orElseThrow(() ->
            new EngineException(
                "drill.target-not-in-backup",
                "backup "
                    + manifest.id()
                    + " holds no "
                    + target
                    + ", only "
                    + manifest.targets()));
  }

  private DrilledTarget drilled(
      JobRun run,
      Manifest manifest,
      Part part,
      @Nullable String vault,
      DrilledTarget target,
      Share share,
      Shown shown)
      throws IOException {
    long begun = System.nanoTime();
    run.enter(DrillJobRules.PREPARING, share.from(), share.from());
    run.detail(target.target());
    String name = run.job().id() + "-" + run.job().attempt() + "-" + target.target();
    DrilledTarget now = target;
    boolean serverRuns = true;
    try (ScratchFolder folder = place.make(name, DrillRules.room(part.objects()))) {
      try {
        if (part.isPhysical()) {
          now = recovered(run, manifest, part, folder, now, share, begun);
          return now;
        }
        ScratchRestore engine = engines.get(part.engine());
        now = target.running(engine.scratchProgram(part.serverVersion()));
        shown.show(now);
        ScratchServer server =
            engine.startScratch(folder, part.serverVersion(), part.dumped(), run);
        run.at("scratch:" + target.target());
        now = tried(run, manifest, part, engine, server, now, share, begun);
      } finally {
        serverRuns = folder.isAlive() || !folder.hasServer();
      }
      return now;
    } catch (FailureException e) {
      throw e; // The store is away: the next attempt will see.
    } catch (IOException | RuntimeException e) {
      if (run.isLost()) {
        throw run.abandoned("this worker stops");
      }
      run.checkpoint(); // What is stopped half-way fails in ways of its own.
      Optional<String> ofCopy = ofTheCopy(run, vault, e);
      if (ofCopy.isPresent()) {
        return now.ended(DrilledTarget.NOT_CARRIED_OUT, millisSince(begun), ofCopy.get());
      }
      boolean blamed = DrillRules.isOfTheBackup(e, serverRuns, place.room());
      LOG.atWarn()
          .addKeyValue("backup", manifest.id())
          .addKeyValue("target", target.target())
          .setCause(e)
          .log("a drill did not pass: {}", JobFailures.reason(e));
      return now.ended(
          blamed ? DrilledTarget.FAILED : DrilledTarget.NOT_CARRIED_OUT,
          millisSince(begun),
          JobFailures.reason(e));
    }
  }

  /** The files of a server: unpacked, checked, and recovered by a server of the same version. */
  private DrilledTarget recovered(
      JobRun run,
      Manifest manifest,
      Part part,
      ScratchFolder folder,
      DrilledTarget target,
      Share share,
      long begun)
      throws IOException {
    PhysicalBackup engine = engines.physical(part.engine());
    DrilledTarget now = target.running(engine.recoveryProgram(part.serverVersion()));
    run.enter(DrillJobRules.RESTORING, share.from(), share.to());
    run.expect(part.sourceBytes());
    DumpedFile file = part.dumped().getFirst();
    try (InputStream content = catalog.source(manifest, part).open(file.scope())) {
      List<ObjectFact> found =
          engine.recover(
              folder,
              part.serverVersion(),
              file,
              content,
              RecoveryOrder.proof(Files.createDirectory(folder.path().resolve("data"))),
              run);
      run.at("drill-loaded:" + target.target());
      return DrillRules.compared(
          now, part.objects(), Set.of(), found, List.of(), millisSince(begun));
    }
  }

  private DrilledTarget tried(
      JobRun run,
      Manifest manifest,
      Part part,
      ScratchRestore engine,
      ScratchServer server,
      DrilledTarget target,
      Share share,
      long begun)
      throws IOException {
    RestoreScope scope =
        new RestoreScope(
            run.job().id(),
            run.job().attempt(),
            server.access(),
            Selection.ALL.withUsers(part.holdsUsers()),
            part.dumped());
    run.enter(DrillJobRules.RESTORING, share.from(), share.middle());
    Loaded loaded = server.way().load(scope, catalog.source(manifest, part), run);
    run.at("drill-loaded:" + target.target());
    run.enter(DrillJobRules.COMPARING, share.middle(), share.to());
    run.expect(part.objects().stream().mapToLong(ObjectFact::bytes).sum());
    List<ObjectFact> measured = server.way().measure(scope, run);
    Set<String> left =
        part.dumped().stream()
            .flatMap(file -> engine.leftByRestores(file).stream())
            .collect(Collectors.toSet());
    return DrillRules.compared(
        target, part.objects(), left, measured, loaded.deviations(), millisSince(begun));
  }

  private static long millisSince(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun).toMillis();
  }

  private static void end(JobRun run, DrillDetails ended) {
    List<DrilledTarget> targets = ended.targets();
    String details = ended.toJson();
    Optional<String> failure = DrillRules.failure(targets);
    if (failure.isPresent()) {
      LOG.atError()
          .addKeyValue("backup", run.job().subject())
          .addKeyValue("reason", failure.get())
          .log("the drill of a backup failed");
      run.finish(new JobOutcome.Failed(failure.get()), details, null);
      return;
    }
    run.finish(
        new JobOutcome.Succeeded(
            new DrillJobRules.Proved(
                targets.stream().mapToInt(DrilledTarget::objects).sum(),
                targets.stream().mapToLong(DrilledTarget::records).sum(),
                targets.stream().mapToInt(DrilledTarget::deviationCount).sum())),
        details,
        null);
  }
}
