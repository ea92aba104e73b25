package io.orchestratex.backup.recovery;

import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.engine.RecoveryPoint;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.recovery.LogRules.Window;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans and orders recoveries, and finds them again. */
@Singleton
final class Recoveries {

  private final Backups backups;
  private final Targets targets;
  private final Recoverability recoverability;
  private final LogArchives archives;
  private final RecoveryPlace place;
  private final JobStore store;
  private final InstantSource clock;
  private final Provider<JobWorker> worker;

  Recoveries(
      Backups backups,
      Targets targets,
      Recoverability recoverability,
      LogArchives archives,
      RecoveryPlace place,
      JobStore store,
      InstantSource clock,
      Provider<JobWorker> worker) {
    this.backups = backups;
    this.targets = targets;
    this.recoverability = recoverability;
    this.archives = archives;
    this.place = place;
    this.store = store;
    this.clock = clock;
    this.worker = worker;
  }

  /**
   * What a recovery would do.
   *
   * @throws FailureException when it cannot be done, which offers the nearest moment
   */
  RecoveryPlan plan(String target, @Nullable String backup, RecoveryPoint point, String name) {
    recoverability.engine(target);
    if (Files.exists(place.folder(name))) {
      throw FailureException.invalid(
          "recovery.folder-taken",
          "/name",
          "exists in " + place.root() + " and is left as it is; choose another name");
    }
    Window window = recoverability.window(target, backup, point);
    Manifest manifest = backups.requireManifest(window.base().backup());
    Part part = manifest.partsOf(List.of(target)).getFirst();
    long logBytes =
        LogRules.needed(window, point, archives.pieces(target)).stream()
            .mapToLong(each -> each.piece().length())
            .sum();
    try {
      RecoveryPlan plan =
          new RecoveryPlan(
              target,
              window.base().backup(),
              RecoveryView.text(point, target, recoverability),
              place.folder(name).toString(),
              ((PhysicalBackup) targets.get(target).engine()).recoveryProgram(part.serverVersion()),
              window.base().endedAt(),
              window.until(),
              logBytes,
              part.sourceBytes() + 2 * logBytes,
              place.room());
      if (plan.roomFreeBytes() < plan.roomNeededBytes()) {
        throw FailureException.conflict(
            "recovery.no-room",
            "The recovery needs about %d MiB in %s and %d MiB are free."
                .formatted(plan.roomNeededBytes() >> 20, place.root(), plan.roomFreeBytes() >> 20));
      }
      return plan;
    } catch (EngineException e) {
      throw FailureException.conflict(e.code(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw FailureException.unavailable(
          "recovery.folder-unusable",
          "The folder of recoveries, %s, cannot be used; set orchestratex.backup.recovery.folder to another: %s"
              .formatted(place.root(), e.getMessage()),
          e);
    }
  }

  Job order(RecoveryPlan plan, RecoveryPoint point, String name, String by, @Nullable String key) {
    String details = RecoveryDetails.of(plan.backup(), name, point).toJson();
    Job job =
        store.order(
            new JobOrder(
                RecoveryJobRules.KIND,
                plan.backup(),
                List.of(plan.target()),
                name,
                by,
                null,
                details,
                key == null ? null : "recovery " + by + " " + key),
            clock.instant());
    if (key != null && !RecoveryDetails.fromJson(get(job.id()).details()).name().equals(name)) {
      throw IdempotencyKey.reused();
    }
    worker.get().wake();
    return job;
  }

  JobRecord get(String id) {
    return Backups.knownById(store, id)
        .filter(found -> found.job().kind().equals(RecoveryJobRules.KIND))
        .orElseThrow(() ->
            FailureException.notFound("recovery.unknown", "There is no recovery " + id + "."));
  }

  void cancel(String id, String by) {
    store.change(get(id).job().id(), new JobCommand.RequestCancel(by), clock.instant(), null, null);
  }
}
