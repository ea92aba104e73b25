package io.orchestratex.backup.capture;

import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.copy.Copies;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.vault.VaultStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the backups that are known in what a vault lists. One that is gone, or is there again,
 * is verified, so that the list, the events and the alerts say what has become of it.
 */
@Singleton
final class VaultAudit {

  private static final Logger LOG = LoggerFactory.getLogger(VaultAudit.class);
  private static final String BY = "vault-check";
  private static final int PAGE = 500;

  private final VaultStore vaults;
  private final JobStore store;
  private final Catalog catalog;
  private final Copies copies;
  private final InstantSource clock;

  VaultAudit(
      VaultStore vaults, JobStore store, Catalog catalog, Copies copies, InstantSource clock) {
    this.copies = copies;
    this.vaults = vaults;
    this.store = store;
    this.catalog = catalog;
    this.clock = clock;
  }

  /**
   * Audits a vault.
   *
   * @param listed ids of the backups that it lists
   */
  void audit(String vault, Set<String> listed) throws IOException {
    List<String> page = vaults.backups(vault, "", PAGE);
    while (!page.isEmpty()) {
      Map<String, JobRecord> checks = store.newestAbout(page, VerifyJobRules.KIND);
      for (String backup : page) {
        JobRecord check = checks.get(backup);
        boolean saidMissing = check != null && saysMissing(check.job());
        // One that was taken since the listing began is not in it.
        boolean there = listed.contains(backup) || catalog.files(vault, backup).exists();
        if (there == saidMissing && (check == null || check.job().status().isFinal())) {
          verify(vault, backup, there);
        }
      }
      page = vaults.backups(vault, page.getLast(), PAGE);
    }
    auditCopies(vault, listed);
  }

  /** Copies that are gone are made again, and that is said. */
  private void auditCopies(String vault, Set<String> listed) throws IOException {
    List<String> page = copies.completeIn(vault, "", PAGE);
    while (!page.isEmpty()) {
      for (String backup : page) {
        if (!listed.contains(backup) && !catalog.files(vault, backup).exists()) {
          copies.lost(
              backup, vault, "The copy is gone from the vault " + vault + ".", clock.instant());
        }
      }
      page = copies.completeIn(vault, page.getLast(), PAGE);
    }
  }

  private static boolean saysMissing(Job check) {
    String failure = check.failure();
    return check.status() == JobStatus.FAILED
        && failure != null
        && failure.contains(Catalog.MISSING);
  }

  private void verify(String vault, String backup, boolean there) {
    LOG.atWarn()
        .addKeyValue("backup", backup)
        .addKeyValue("vault", vault)
        .log(there ? "a backup that was gone is there again" : "a backup is gone from its vault");
    store
        .find(backup)
        .ifPresent(row -> store.order(VerifyJobRules.of(row.job(), BY), clock.instant()));
  }
}
