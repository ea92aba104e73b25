package io.orchestratex.backup.drill;

import io.orchestratex.backup.capture.BackupDetails;
import io.orchestratex.backup.capture.BackupDetails.PartDetails;
import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.drill.DrillPlan.Obstacle;
import io.orchestratex.backup.drill.DrillPlan.Planned;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.target.GoodBackups;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans and orders drills, and finds them again. */
@Singleton
public final class Drills {

  private final Backups backups;
  private final GoodBackups goodBackups;
  private final Targets targets;
  private final ScratchEngines engines;
  private final DrillRecords records;
  private final ScratchPlace place;
  private final JobStore store;
  private final InstantSource clock;
  private final Provider<JobWorker> worker;

  Drills(
      Backups backups,
      GoodBackups goodBackups,
      Targets targets,
      ScratchEngines engines,
      DrillRecords records,
      ScratchPlace place,
      JobStore store,
      InstantSource clock,
      Provider<JobWorker> worker) {
    this.backups = backups;
    this.goodBackups = goodBackups;
    this.targets = targets;
    this.engines = engines;
    this.records = records;
    this.place = place;
    this.store = store;
    this.clock = clock;
    this.worker = worker;
  }

  /**
   * The backup that is meant and its targets.
   *
   * @param backup id, or null for the newest good backup
   * @param named targets of it; null for all that it holds and that can be drilled
   * @param vault the only vault to read it from; null for any that has it
   */
  Choice choice(@Nullable String backup, @Nullable List<String> named, @Nullable String vault) {
    if (named == null) {
      String chosen =
          backup == null
              ? newestGood(
                  drillable(targets.all().stream().map(each -> each.target().id()).toList()))
              : backup;
      return all(taken(chosen), vault);
    }
    Taken taken = taken(backup == null ? newestGood(named) : backup);
    DrillRules.requireHeld(taken.job().id(), taken.targets(), named, backup != null);
    List<PartDetails> parts =
        taken.parts().stream().filter(part -> named.contains(part.target())).toList();
    DrillRules.requireDrillable(named, leftOut(parts));
    return new Choice(taken.job(), vault, parts, List.of());
  }

  private Choice all(Taken taken, @Nullable String vault) {
    List<NotDrilled> leftOut = leftOut(taken.parts());
    List<PartDetails> parts =
        taken.parts().stream()
            .filter(part -> leftOut.stream().noneMatch(each -> each.target().equals(part.target())))
            .toList();
    DrillRules.requireAny(taken.job().id(), parts, leftOut);
    return new Choice(taken.job(), vault, parts, leftOut);
  }

  /** A backup and the parts that it holds. */
  private record Taken(Job job, List<PartDetails> parts) {
    List<String> targets() {
      return parts.stream().map(PartDetails::target).toList();
    }

    /** Only some of the targets. */
    Taken of(List<String> wanted) {
      return new Taken(job, parts.stream().filter(part -> wanted.contains(part.target())).toList());
    }
  }

  private Taken taken(String backup) {
    JobRecord row = backups.getTaken(backup);
    return new Taken(
        row.job(),
        BackupDetails.fromJson(row.details()).parts().stream()
            .filter(part -> !part.state().equals(PartDetails.FAILED))
            .toList());
  }

  private List<NotDrilled> leftOut(List<PartDetails> parts) {
    return parts.stream()
        .flatMap(part ->
            engines.whyNot(part.engine()).stream()
                .map(why -> new NotDrilled(part.target(), part.engine(), why)))
        .toList();
  }

  /** Those that can be drilled, or all where none can: what is wrong is said of their backup. */
  private List<String> drillable(List<String> of) {
    List<String> able =
        of.stream()
            .filter(each ->
                targets
                    .find(each)
                    .filter(found -> engines.whyNot(found.engine().name()).isPresent())
                    .isEmpty())
            .toList();
    return able.isEmpty() ? of : able;
  }

  private String newestGood(Collection<String> of) {
    return goodBackups.newest(of).values().stream()
        .max(Comparator.comparing(GoodBackup::orderedAt).thenComparing(GoodBackup::id))
        .map(GoodBackup::id)
        .orElseThrow(() ->
            FailureException.notFound(
                "drill.no-backup",
                "There is no good backup of " + of + " to drill; take one: ox backup run."));
  }

  /**
   * A backup and the parts of it that are meant.
   *
   * @param leftOut parts that would be, and cannot be drilled
   */
  record Choice(
      Job backup, @Nullable String vault, List<PartDetails> parts, List<NotDrilled> leftOut) {
    List<String> targets() {
      return parts.stream().map(PartDetails::target).toList();
    }
  }

  /** What a drill would do; reads the backup's manifest. */
  DrillPlan plan(Choice choice) {
    Manifest manifest = backups.requireManifest(choice.backup().id(), choice.vault(), "/vault");
    Map<String, LastDrill> last = records.newest(choice.targets());
    List<Planned> planned = new ArrayList<>();
    List<Obstacle> obstacles = new ArrayList<>();
    long room = 0;
    Long expected = 0L;
    for (Part part : manifest.partsOf(choice.targets())) {
      long bytes = part.objects().stream().mapToLong(ObjectFact::bytes).sum();
      room = Math.max(room, DrillRules.room(part.objects()));
      Long takes =
          DrillRules.expectedMillis(Optional.ofNullable(last.get(part.target())), bytes)
              .orElse(null);
      expected = expected == null || takes == null ? null : Long.valueOf(expected + takes);
      planned.add(
          new Planned(
              part.target(),
              part.engine(),
              program(part, obstacles).orElse(null),
              part.objects().size(),
              part.objects().stream().mapToLong(ObjectFact::count).sum(),
              bytes,
              takes));
    }
    long free = free();
    if (free < room) {
      obstacles.add(new Obstacle(ScratchPlace.NO_ROOM, place.noRoom(room, free) + "."));
    }
    return new DrillPlan(
        choice.backup().id(),
        manifest.vault(),
        choice.backup().createdAt(),
        planned,
        choice.leftOut(),
        place.path().toString(),
        room,
        free,
        expected,
        obstacles);
  }

  private Optional<String> program(Part part, List<Obstacle> obstacles) {
    try {
      return Optional.of(
          part.isPhysical()
              ? engines.physical(part.engine()).recoveryProgram(part.serverVersion())
              : engines.get(part.engine()).scratchProgram(part.serverVersion()));
    } catch (EngineException e) {
      obstacles.add(new Obstacle(e.code(), part.target() + ": " + e.getMessage()));
      return Optional.empty();
    }
  }

  private long free() {
    try {
      return place.room();
    } catch (IOException e) {
      throw FailureException.unavailable(
          "drill.folder-unusable",
          "The folder of drills, "
              + place.path()
              + ", cannot be used; set orchestratex.backup.drill.folder to another: "
              + e.getMessage(),
          e);
    }
  }

  /** Refuses what cannot be carried out. */
  static void requireFit(DrillPlan plan) {
    if (!plan.obstacles().isEmpty()) {
      throw FailureException.conflict(
          plan.obstacles().getFirst().code(),
          String.join(" ", plan.obstacles().stream().map(Obstacle::text).toList()));
    }
  }

  /**
   * Orders a drill.
   *
   * @param key orders of a caller with the same key make one drill; null is no key
   */
  Job order(Choice choice, String by, @Nullable String key) {
    String scoped = key == null ? null : "drill " + by + " " + key;
    Job job = ordered(choice, by, scoped);
    if (key != null
        && !(job.subject().equals(choice.backup().id())
            && new HashSet<>(job.targets()).equals(new HashSet<>(choice.targets()))
            && Objects.equals(vaultOf(job), choice.vault()))) {
      throw IdempotencyKey.reused();
    }
    return job;
  }

  /**
   * Orders the drill of the newest good backup of the targets that can be drilled, which begins by
   * looking for programs and room; only the database is asked now.
   *
   * @param key names the order: a second one makes no second drill
   */
  public String orderNewest(List<String> of, String by, String key) {
    Choice choice = all(taken(newestGood(drillable(of))).of(of), null);
    return ordered(choice, by, key).id();
  }

  /** Its label is the backup, by which lists are filtered. */
  private Job ordered(Choice choice, String by, @Nullable String key) {
    Job job =
        store.order(
            new JobOrder(
                DrillJobRules.KIND,
                choice.backup().id(),
                choice.targets(),
                choice.backup().id(),
                by,
                null,
                DrillDetails.ordered(
                        choice.vault(),
                        choice.parts().stream()
                            .map(part -> DrilledTarget.waiting(part.target(), part.engine()))
                            .toList(),
                        choice.leftOut())
                    .toJson(),
                key),
            clock.instant());
    worker.get().wake();
    return job;
  }

  private @Nullable String vaultOf(Job drill) {
    return DrillDetails.fromJson(get(drill.id()).details()).vault();
  }

  JobRecord get(String id) {
    return Backups.knownById(store, id)
        .filter(found -> found.job().kind().equals(DrillJobRules.KIND))
        .orElseThrow(
            () -> FailureException.notFound("drill.unknown", "There is no drill " + id + "."));
  }

  void cancel(String id, String by) {
    store.change(get(id).job().id(), new JobCommand.RequestCancel(by), clock.instant(), null, null);
  }
}
