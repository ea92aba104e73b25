package io.orchestratex.backup.capture;

import io.orchestratex.backup.copy.Copies;
import io.orchestratex.backup.copy.Copy;
import io.orchestratex.backup.hold.Hold;
import io.orchestratex.backup.hold.Holds;
import io.orchestratex.backup.hold.Importance;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobTrend;
import io.orchestratex.backup.vault.Vaults;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Backups as the API shows them, with all that is known of them beside their jobs. */
@Singleton
final class BackupViews {

  private final JobStore store;
  private final BackupDrills drills;
  private final Holds holds;
  private final Importance importance;
  private final Copies copies;
  private final Vaults vaults;

  BackupViews(
      JobStore store,
      BackupDrills drills,
      Holds holds,
      Importance importance,
      Copies copies,
      Vaults vaults) {
    this.store = store;
    this.drills = drills;
    this.holds = holds;
    this.importance = importance;
    this.copies = copies;
    this.vaults = vaults;
  }

  BackupView of(JobRecord row) {
    return of(List.of(row)).getFirst();
  }

  List<BackupView> of(List<JobRecord> rows) {
    List<String> ids = rows.stream().map(row -> row.job().id()).toList();
    Map<String, JobRecord> checks = store.newestAbout(ids, VerifyJobRules.KIND);
    Map<String, JobRecord> copyChecks = store.newestAbout(ids, CopyVerifyJobRules.KIND);
    Map<String, Hold> held = holds.of(ids);
    Set<String> important = importance.of(ids);
    Map<String, List<Copy>> copied = copies.of(ids);
    Map<String, BackupDrills.Known> drilled = drills.of(ids);
    Map<String, JobTrend> trends = store.trends(rows);
    return rows.stream()
        .map(row -> {
          String id = row.job().id();
          return BackupView.of(
              row,
              checks.get(id),
              copyChecks.get(id),
              drilled.get(id),
              new BackupView.Kept(
                  held.get(id), important.contains(id), copied.getOrDefault(id, List.of())),
              trends.get(id),
              vaults,
              store);
        })
        .toList();
  }
}
