package io.orchestratex.backup.readiness;

import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.drill.DrillRecords;
import io.orchestratex.backup.drill.DrillSettings;
import io.orchestratex.backup.drill.LastDrill;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.policy.Promise;
import io.orchestratex.backup.policy.Promises;
import io.orchestratex.backup.readiness.ReadinessFacts.VaultFacts;
import io.orchestratex.backup.target.GoodBackups;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import io.orchestratex.backup.target.RestorableSettings;
import io.orchestratex.backup.target.Target;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.backup.vault.Vaults;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers what is known of targets and has it judged; each vault and manifest is asked once. */
@Singleton
final class ReadinessReader {

  private static final String RESTORE = "restore";

  private final Targets targets;
  private final GoodBackups backups;
  private final DrillRecords drills;
  private final Promises promises;
  private final JobStore jobs;
  private final Vaults vaults;
  private final Catalog catalog;
  private final KeyRing keys;
  private final RestorableSettings restorable;
  private final DrillSettings drillSettings;
  private final InstantSource clock;

  ReadinessReader(
      Targets targets,
      GoodBackups backups,
      DrillRecords drills,
      Promises promises,
      JobStore jobs,
      Vaults vaults,
      Catalog catalog,
      KeyRing keys,
      RestorableSettings restorable,
      DrillSettings drillSettings,
      InstantSource clock) {
    this.targets = targets;
    this.backups = backups;
    this.drills = drills;
    this.promises = promises;
    this.jobs = jobs;
    this.vaults = vaults;
    this.catalog = catalog;
    this.keys = keys;
    this.restorable = restorable;
    this.drillSettings = drillSettings;
    this.clock = clock;
  }

  /** Of every target, in the order of their registration. */
  List<ReadinessView> all() {
    Instant now = clock.instant();
    List<Target> all = targets.all().stream().map(Targets.Registered::target).toList();
    List<String> ids = all.stream().map(Target::id).toList();
    Map<String, GoodBackup> newest = backups.newest(ids);
    Map<String, LastDrill> last = drills.newest(ids);
    Map<String, List<Promise>> promised = promises.of(ids, newest, last, now);
    Map<String, VaultFacts> known = new HashMap<>();
    return all.stream()
        .map(target -> {
          GoodBackup backup = newest.get(target.id());
          ReadinessFacts facts =
              new ReadinessFacts(
                  target.id(),
                  backup,
                  promised.getOrDefault(target.id(), List.of()),
                  restorable.maxAge(),
                  last.get(target.id()),
                  drillSettings.maxAge(),
                  backup == null
                      ? null
                      : known.computeIfAbsent(backup.id(), _ -> vaultFacts(backup)),
                  lastRestore(target.id()));
          return ReadinessView.of(target, facts, now);
        })
        .toList();
  }

  private @Nullable Duration lastRestore(String target) {
    return jobs.latestOf(RESTORE, target)
        .map(row -> row.job())
        .filter(job -> job.finishedAt() != null)
        .map(ReadinessReader::ran)
        .orElse(null);
  }

  private static Duration ran(Job job) {
    Instant end = job.finishedAt();
    return end == null ? Duration.ZERO : job.ranFor(end);
  }

  private VaultFacts vaultFacts(GoodBackup backup) {
    Optional<String> away =
        vaults.names().contains(backup.vault())
            ? vaults.whyUnusable(backup.vault())
            : Optional.of("it is not set up here.");
    if (away.isPresent()) {
      return new VaultFacts(away.get(), null, false, null);
    }
    try {
      Manifest manifest = catalog.get(backup.vault(), backup.id());
      // A repository has been opened by one of our keys, whichever was in use when it was taken.
      String key = manifest.repository() == null ? manifest.keyId() : keys.primary().id();
      return new VaultFacts(
          null, key, keys.find(key).isPresent(), noRoom(backup, manifest.storedBytes()));
    } catch (IOException e) {
      return new VaultFacts(e.getMessage() + ".", null, false, null);
    }
  }

  private @Nullable String noRoom(GoodBackup backup, long bytes) {
    try {
      catalog.files(backup.vault(), backup.id()).requireRoom(bytes);
      return null;
    } catch (IOException e) {
      return e.getMessage() + ".";
    }
  }
}
