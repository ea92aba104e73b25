package io.orchestratex.backup.capture;

import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.catalog.BackupFiles;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Inventory;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.copy.Copies;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.vault.VaultLockedException;
import io.orchestratex.backup.vault.VaultStore;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings vaults and jobs together: a backup that only a vault knows is taken up, a half-written one
 * whose job has ended is removed, one that is gone is named. It asks every few seconds whether each
 * vault can be used, in the background, and goes through its listing when it can again, and once a
 * day; only manifests of backups without a job are read. A backup that is asked for before is taken
 * up then.
 */
@Singleton
final class VaultKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(VaultKeeper.class);

  private final Catalog catalog;
  private final Inventory inventory;
  private final Vaults vaults;
  private final JobStore store;
  private final VaultStore records;
  private final VaultAudit audit;
  private final Copies copies;
  private final InstantSource clock;
  private final VaultCheckSettings settings;
  private final Map<String, Long> doneAtNanos = new HashMap<>();
  private final Set<String> unusable = new HashSet<>();
  private final BackgroundThread rounds;

  VaultKeeper(
      Catalog catalog,
      Inventory inventory,
      Vaults vaults,
      JobStore store,
      VaultStore records,
      VaultAudit audit,
      Copies copies,
      InstantSource clock,
      VaultCheckSettings settings) {
    this.catalog = catalog;
    this.inventory = inventory;
    this.vaults = vaults;
    this.store = store;
    this.records = records;
    this.audit = audit;
    this.copies = copies;
    this.clock = clock;
    this.settings = settings;
    this.rounds =
        BackgroundThread.ofRounds(
            Thread.ofPlatform().name("vault-keeper").daemon(),
            settings.interval(),
            () -> vaults.names().forEach(this::keep),
            fault -> LOG.atError().log("vaults cannot be looked at: {}", fault));
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    rounds.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    rounds.interrupt();
  }

  private void keep(String vault) {
    try {
      Optional<String> reason = vaults.whyUnusable(vault);
      records.report(vault, reason);
      if (reason.isPresent()) {
        doneAtNanos.remove(vault);
        if (unusable.add(vault)) {
          LOG.atError().addKeyValue("vault", vault).log("vault cannot be used: {}", reason.get());
        }
        return;
      }
      if (unusable.remove(vault)) {
        LOG.atInfo().addKeyValue("vault", vault).log("vault can be used again");
      }
      Long done = doneAtNanos.get(vault);
      if (done == null || System.nanoTime() - done >= settings.audit().toNanos()) {
        round(vault);
        doneAtNanos.put(vault, System.nanoTime());
      }
    } catch (IOException | RuntimeException e) {
      if (!rounds.isStopping() && unusable.add(vault)) {
        LOG.atError().setCause(e).log("the vault {} cannot be read", vaults.location(vault));
      }
    }
  }

  private void round(String vault) throws IOException {
    Round found = new Round(vault);
    inventory.read(vault, found::backups);
    inventory.readPending(vault, found::uploads);
    found.attempts();
    audit.audit(vault, found.listed);
    if (found.adopted + found.swept > 0) {
      LOG.atInfo()
          .addKeyValue("vault", vault)
          .addKeyValue("adopted", found.adopted)
          .addKeyValue("swept", found.swept)
          .log("vault and catalog brought together");
    }
  }

  /** One vault's turn. */
  private final class Round {
    private final String vault;
    private final Set<String> listed = new HashSet<>();
    private int adopted;
    private int swept;

    Round(String vault) {
      this.vault = vault;
    }

    /** Never touches files of a job that is unknown or may be at work. */
    void backups(Map<String, Boolean> folders) throws IOException {
      requireRunning();
      Map<String, JobStatus> known = store.statuses(folders.keySet());
      for (var folder : folders.entrySet()) {
        JobStatus status = known.get(folder.getKey());
        boolean committed = folder.getValue();
        if (committed) {
          listed.add(folder.getKey());
        }
        if (status == null && committed) {
          adopted += adopt(vault, folder.getKey()) ? 1 : 0;
        } else if (status == JobStatus.SUCCEEDED && committed) {
          adopted += adoptCopy(folder.getKey()) ? 1 : 0;
        } else if (status != null && status.isFinal() && !committed) {
          sweep(folder.getKey(), status);
        }
      }
    }

    /** A backup that is known, in a vault of which that is not known, is a copy. */
    private boolean adoptCopy(String backup) throws IOException {
      try {
        return copies.isUnknown(backup, vault)
            && catalog.find(vault, backup).isPresent()
            && copies.adopt(backup, vault, clock.instant());
      } catch (DamagedArtifactException e) {
        LOG.warn("a backup in the vault {} cannot be read: {}", vault, e.getMessage());
        return false;
      }
    }

    void uploads(Map<String, Boolean> folders) throws IOException {
      requireRunning();
      for (var known : store.statuses(folders.keySet()).entrySet()) {
        if (known.getValue().isFinal() && !copies.isUnderWay(known.getKey(), vault)) {
          catalog.files(vault, known.getKey()).discardUploads();
          swept++;
        }
      }
    }

    /** Ends attempts at backups whose job has ended. */
    void attempts() throws IOException {
      requireRunning();
      for (var known : store.statuses(Set.copyOf(inventory.attempted(vault))).entrySet()) {
        BackupFiles files = catalog.files(vault, known.getKey());
        JobStatus status = known.getValue();
        if (copies.isUnderWay(known.getKey(), vault)) {
          continue; // Its worker ends them.
        }
        if (status.isFinal() && (status == JobStatus.SUCCEEDED || !files.discard())) {
          files.settle();
        }
      }
    }

    private void sweep(String backup, JobStatus status) throws IOException {
      BackupFiles files = catalog.files(vault, backup);
      if (status != JobStatus.SUCCEEDED) { // One that has lost its manifest is named by the audit.
        try {
          swept += files.discard() ? 1 : 0;
        } catch (VaultLockedException e) {
          LOG.atInfo()
              .addKeyValue("backup", backup)
              .log("what the failed backup has left stays for now: {}", e.getMessage());
        }
      }
    }

    private void requireRunning() {
      if (rounds.isStopping()) {
        throw new IllegalStateException("the service stops");
      }
    }
  }

  /** Takes up a backup of this id, if a vault has one. */
  void adopt(String backup) {
    for (String vault : vaults.names()) {
      try {
        if (adopt(vault, backup)) {
          return;
        }
      } catch (IOException e) {
        throw FailureException.unavailable(
            "backup.vault-unavailable",
            "The vault " + vault + " does not answer: " + e.getMessage(),
            e);
      }
    }
  }

  private boolean adopt(String vault, String backup) throws IOException {
    try {
      Optional<Manifest> found = catalog.find(vault, backup);
      return found.isPresent()
          && store.adopt(job(found.get()), BackupDetails.of(found.get(), null).toJson());
    } catch (DamagedArtifactException e) {
      LOG.warn("a backup in the vault {} cannot be read: {}", vault, e.getMessage());
      return false;
    }
  }

  private static Job job(Manifest manifest) {
    return Job.queued(
            manifest.id(),
            new JobOrder(
                BackupJobRules.KIND,
                "",
                manifest.targets(),
                manifest.label(),
                manifest.requestedBy(),
                manifest.parent(),
                "{}",
                null),
            manifest.createdAt())
        .with(draft -> {
          draft.status = JobStatus.SUCCEEDED;
          draft.phase = JobStatus.SUCCEEDED.text();
          draft.attempt = 1;
          draft.startedAt = manifest.createdAt();
          draft.finishedAt = manifest.createdAt();
          draft.version = 1;
        });
  }
}
