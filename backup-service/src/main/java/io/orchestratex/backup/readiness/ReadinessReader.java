package io.orchestratex.backup.readiness;

import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.copy.Places;
import io.orchestratex.backup.copy.Reach;
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
import io.orchestratex.backup.target.Targets;
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

  /** A server with more has a verdict for the first ones by name. */
  private static final int MOST_DATABASES = 200;

  private final Targets targets;
  private final GoodBackups backups;
  private final DrillRecords drills;
  private final Promises promises;
  private final JobStore jobs;
  private final Places places;
  private final Catalog catalog;
  private final KeyRing keys;
  private final RestorableSettings restorable;
  private final DrillSettings drillSettings;
  private final HeldBackups held;
  private final PresentDatabases present;
  private final KnownManifests manifests;
  private final InstantSource clock;

  ReadinessReader(
      Targets targets,
      GoodBackups backups,
      DrillRecords drills,
      Promises promises,
      JobStore jobs,
      Places places,
      Catalog catalog,
      KeyRing keys,
      RestorableSettings restorable,
      DrillSettings drillSettings,
      HeldBackups held,
      PresentDatabases present,
      KnownManifests manifests,
      InstantSource clock) {
    this.held = held;
    this.present = present;
    this.manifests = manifests;
    this.targets = targets;
    this.backups = backups;
    this.drills = drills;
    this.promises = promises;
    this.jobs = jobs;
    this.places = places;
    this.catalog = catalog;
    this.keys = keys;
    this.restorable = restorable;
    this.drillSettings = drillSettings;
    this.clock = clock;
  }

  /** Of every target, in the order of their registration. */
  List<ReadinessView> all() {
    Instant now = clock.instant();
    List<Targets.Registered> all = targets.all();
    List<String> ids = all.stream().map(each -> each.target().id()).toList();
    Map<String, GoodBackup> newest = backups.newest(ids);
    Map<String, LastDrill> last = drills.newest(ids);
    Round round =
        new Round(
            now,
            newest,
            last,
            promises.of(ids, newest, last, now),
            held.newest(ids),
            present.of(all));
    List<ReadinessView> views =
        all.stream()
            .map(each -> {
              ReadinessFacts facts = round.facts(each.target().id());
              return ReadinessView.of(
                  each.target(), facts, round.databases(each.target().id(), facts), now);
            })
            .toList();
    manifests.keep(round.vaults.keySet());
    return views;
  }

  /** What was read at once; each vault and backup is asked about once. */
  private final class Round {
    private final Instant now;
    private final Map<String, GoodBackup> newest;
    private final Map<String, LastDrill> last;
    private final Map<String, List<Promise>> promised;
    private final Map<String, List<HeldBackup>> held;
    private final Map<String, List<String>> present;
    private final Map<String, VaultFacts> vaults = new HashMap<>();
    private final Map<String, Optional<String>> away = new HashMap<>();

    Round(
        Instant now,
        Map<String, GoodBackup> newest,
        Map<String, LastDrill> last,
        Map<String, List<Promise>> promised,
        Map<String, List<HeldBackup>> held,
        Map<String, List<String>> present) {
      this.now = now;
      this.newest = newest;
      this.last = last;
      this.promised = promised;
      this.held = held;
      this.present = present;
    }

    ReadinessFacts facts(String target) {
      return facts(
          target,
          newest.get(target),
          promised.getOrDefault(target, List.of()),
          last.get(target),
          lastRestore(target));
    }

    private ReadinessFacts facts(
        String target,
        @Nullable GoodBackup backup,
        List<Promise> promises,
        @Nullable LastDrill drill,
        @Nullable Duration lastRestore) {
      return new ReadinessFacts(
          target,
          backup,
          promises,
          restorable.maxAge(),
          drill,
          drillSettings.maxAge(),
          backup == null
              ? null
              : vaults.computeIfAbsent(backup.id(), _ -> vaultFacts(backup, away)),
          lastRestore);
    }

    /** Of each database that the target has, or, while it does not answer, that backups hold. */
    List<DatabaseView> databases(String target, ReadinessFacts facts) {
      List<HeldBackup> backups = held.getOrDefault(target, List.of());
      List<String> names =
          present.getOrDefault(
              target, backups.stream().flatMap(each -> each.databases().stream()).toList());
      return names.stream()
          .distinct()
          .sorted()
          .limit(MOST_DATABASES)
          .map(name -> DatabaseView.of(name, database(name, backups, facts), now))
          .toList();
    }

    private ReadinessFacts database(String name, List<HeldBackup> backups, ReadinessFacts target) {
      GoodBackup backup =
          backups.stream()
              .filter(each -> each.holds(name))
              .findFirst()
              .map(each -> each.of(name))
              .orElse(null);
      LastDrill drill = target.drill();
      boolean isDrilled =
          drill != null
              && ReadinessReader.this
                  .held
                  .databases(drill.backup(), target.target())
                  .contains(name);
      return facts(
          target.target(),
          backup,
          promises(target, backup),
          isDrilled ? drill : null,
          target.lastRestore());
    }

    /** What is promised of a target is promised of each database in it: its newest backup, too. */
    private static List<Promise> promises(ReadinessFacts target, @Nullable GoodBackup backup) {
      GoodBackup newest = target.backup();
      if (newest == null || backup == null || !backup.begunAt().isBefore(newest.begunAt())) {
        return target.promises();
      }
      Instant since = newest.orderedAt();
      return target.promises().stream().map(each -> each.lateSince(since)).toList();
    }
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

  /** Of the first vault that hands the backup out and whose key is here; else why none does. */
  private VaultFacts vaultFacts(GoodBackup backup, Map<String, Optional<String>> known) {
    Reach reach = places.reach(backup.id(), known);
    Map<String, String> away = new HashMap<>(reach.away());
    @Nullable VaultFacts locked = null;
    for (String vault : reach.usable()) {
      try {
        KnownManifests.Known manifest = manifests.of(vault, backup.id());
        // A repository has been opened by one of our keys, whichever was in use when it was taken.
        String key = manifest.keyId() == null ? keys.primary().id() : manifest.keyId();
        boolean keyIsHere = keys.find(key).isPresent();
        VaultFacts facts =
            new VaultFacts(
                vault,
                new Reach(reach.vaults(), away),
                null,
                key,
                keyIsHere,
                away.containsKey(backup.vault())
                    ? null
                    : noRoom(backup.vault(), backup.id(), manifest.storedBytes()));
        if (keyIsHere) {
          return facts;
        }
        locked = locked == null ? facts : locked;
      } catch (IOException e) {
        away.put(vault, e.getMessage() + ".");
      }
    }
    if (locked != null) {
      return locked;
    }
    Reach none = new Reach(reach.vaults(), away);
    return new VaultFacts(
        backup.vault(), none, none.whyNot(backup.id()).orElseThrow(), null, false, null);
  }

  private @Nullable String noRoom(String vault, String backup, long bytes) {
    try {
      catalog.files(vault, backup).requireRoom(bytes);
      return null;
    } catch (IOException e) {
      return e.getMessage() + ".";
    }
  }
}
