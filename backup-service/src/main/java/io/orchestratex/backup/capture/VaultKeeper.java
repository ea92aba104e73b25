package io.orchestratex.backup.capture;

import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.vault.Vault;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings vault and catalog together at the start: a backup that only the vault knows is taken up, a
 * half-written one whose job has ended is removed.
 */
@Singleton
final class VaultKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(VaultKeeper.class);

  private final Catalog catalog;
  private final Vault vault;
  private final JobStore store;

  VaultKeeper(Catalog catalog, Vault vault, JobStore store) {
    this.catalog = catalog;
    this.vault = vault;
    this.store = store;
  }

  @EventListener
  void onStartup(StartupEvent event) {
    try {
      int adopted = adopt();
      int swept = sweep();
      if (adopted + swept > 0) {
        LOG.atInfo()
            .addKeyValue("adopted", adopted)
            .addKeyValue("swept", swept)
            .log("vault and catalog brought together");
      }
    } catch (IOException e) {
      LOG.atError().setCause(e).log("the vault {} cannot be read", vault.location());
    }
  }

  int adopt() throws IOException {
    List<String> unreadable = new ArrayList<>();
    int adopted = 0;
    for (Manifest manifest : catalog.all(unreadable)) {
      Job job =
          Job.queued(
                  manifest.id(),
                  new JobOrder(
                      JobKind.BACKUP,
                      "",
                      manifest.targets(),
                      manifest.label(),
                      manifest.requestedBy(),
                      null,
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
      if (store.adopt(job, BackupDetails.of(manifest, null).toJson())) {
        adopted++;
      }
    }
    unreadable.forEach(each -> LOG.warn("a backup in the vault cannot be read: {}", each));
    return adopted;
  }

  /** Folders without a manifest, of jobs that have ended; never one that may be at work. */
  int sweep() throws IOException {
    int swept = 0;
    for (String folder : vault.folders()) {
      Optional<JobRecord> job = store.find(folder);
      boolean ended = job.isPresent() && job.get().job().status().isFinal();
      if (ended && vault.manifest(folder).isEmpty()) {
        boolean lost = job.get().job().status() == JobStatus.SUCCEEDED;
        if (lost) {
          LOG.error("backup {} has lost its manifest", folder);
        } else {
          vault.deleteBackup(folder);
          swept++;
        }
      }
    }
    return swept;
  }
}
