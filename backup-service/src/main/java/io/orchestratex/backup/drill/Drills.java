package io.orchestratex.backup.drill;

import io.orchestratex.backup.capture.BackupDetails;
import io.orchestratex.backup.capture.BackupDetails.PartDetails;
import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.drill.DrillPlan.Obstacle;
import io.orchestratex.backup.drill.DrillPlan.Planned;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.target.GoodBackups;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import io.orchestratex.kit.failure.Failure.FieldError;
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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Plans and orders drills, and finds them again. */
@Singleton
public final class Drills {

  private final Backups backups;
  private final GoodBackups goodBackups;
  private final Engines engines;
  private final DrillRecords records;
  private final ScratchPlace place;
  private final JobStore store;
  private final InstantSource clock;
  private final Provider<JobWorker> worker;

  Drills(
      Backups backups,
      GoodBackups goodBackups,
      Engines engines,
      DrillRecords records,
      ScratchPlace place,
      JobStore store,
      InstantSource clock,
      Provider<JobWorker> worker) {
    this.backups = backups;
    this.goodBackups = goodBackups;
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
   * @param named targets of it; null for all that it is the newest good backup of
   * @param vault the only vault to read it from; null for any that has it
   * @param registered every target that is set up
   */
  Choice choice(
      @Nullable String backup,
      @Nullable List<String> named,
      @Nullable String vault,
      Collection<String> registered) {
    String chosen = backup == null ? newestGood(named == null ? registered : named) : backup;
    JobRecord row = backups.getTaken(chosen);
    List<PartDetails> parts =
        BackupDetails.fromJson(row.details()).parts().stream()
            .filter(part -> !part.state().equals(PartDetails.FAILED))
            .toList();
    List<String> held = parts.stream().map(PartDetails::target).toList();
    if (named == null) {
      return new Choice(row.job(), vault, parts);
    }
    List<FieldError> missing = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      if (!held.contains(named.get(i))) {
        missing.add(
            new FieldError(
                "/targets/" + i,
                "backup "
                    + row.job().id()
                    + " holds no "
                    + named.get(i)
                    + ", only "
                    + held
                    + (backup == null ? "; name the backup, or drill one target at a time" : "")));
      }
    }
    if (!missing.isEmpty()) {
      throw FailureException.invalid("drill.target-not-in-backup", missing);
    }
    return new Choice(
        row.job(), vault, parts.stream().filter(part -> named.contains(part.target())).toList());
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

  /** A backup and the parts of it that are meant. */
  record Choice(Job backup, @Nullable String vault, List<PartDetails> parts) {
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
        place.path().toString(),
        room,
        free,
        expected,
        obstacles);
  }

  private Optional<String> program(Part part, List<Obstacle> obstacles) {
    if (part.isPhysical()) {
      return program(
          part, obstacles, ((PhysicalBackup) engines.get(part.engine()))::recoveryProgram);
    }
    if (!(engines.get(part.engine()) instanceof ScratchRestore able)) {
      obstacles.add(
          new Obstacle(
              "drill.engine-unsupported",
              "%s: a server of %s cannot be started for a drill; drill other targets."
                  .formatted(part.target(), part.engine())));
      return Optional.empty();
    }
    return program(part, obstacles, able::scratchProgram);
  }

  private static Optional<String> program(
      Part part, List<Obstacle> obstacles, UnaryOperator<String> ofVersion) {
    try {
      return Optional.of(ofVersion.apply(part.serverVersion()));
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
   * Orders the drill of the newest good backup of the targets, which begins by looking for programs
   * and room; only the database is asked now.
   *
   * @param key names the order: a second one makes no second drill
   */
  public String orderNewest(List<String> targets, String by, String key) {
    Choice choice = choice(null, null, null, targets);
    List<PartDetails> wanted =
        choice.parts().stream().filter(part -> targets.contains(part.target())).toList();
    return ordered(new Choice(choice.backup(), null, wanted), by, key).id();
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
                DrillDetails.of(
                        choice.vault(),
                        choice.parts().stream()
                            .map(part -> DrilledTarget.waiting(part.target(), part.engine()))
                            .toList())
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
