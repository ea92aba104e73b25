package io.orchestratex.backup.target;

import io.orchestratex.backup.copy.Places;
import io.orchestratex.backup.copy.Reach;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of targets whether they could be restored now. Thread-safe. */
@Singleton
final class Restorability {

  private final GoodBackups backups;
  private final Places places;
  private final RestorableSettings settings;
  private final InstantSource clock;

  Restorability(
      GoodBackups backups, Places places, RestorableSettings settings, InstantSource clock) {
    this.backups = backups;
    this.places = places;
    this.settings = settings;
    this.clock = clock;
  }

  /** What is known of one target. */
  record Answer(@Nullable LastGoodBackup lastGoodBackup, Restorable restorable) {}

  /**
   * Of each target; each vault and backup is asked about once. Without the catalog, targets are
   * still listed.
   */
  Map<String, Answer> of(List<String> targets) {
    Map<String, Answer> answers = new HashMap<>();
    Map<String, GoodBackup> newest;
    try {
      newest = backups.newest(targets);
    } catch (FailureException e) {
      Restorable unknown =
          new Restorable(
              Restorable.Verdict.UNKNOWN, "The catalog of backups cannot be read now. Try again.");
      targets.forEach(target -> answers.put(target, new Answer(null, unknown)));
      return answers;
    }
    Instant now = clock.instant();
    Map<String, Optional<String>> away = new HashMap<>();
    Map<String, Reach> reached = new HashMap<>();
    for (String target : targets) {
      GoodBackup backup = newest.get(target);
      if (backup == null) {
        answers.put(target, new Answer(null, RestorableRules.none()));
        continue;
      }
      Reach reach = reached.computeIfAbsent(backup.id(), id -> places.reach(id, away));
      answers.put(
          target,
          new Answer(
              LastGoodBackup.of(backup, reach.vaults(), now),
              RestorableRules.decide(backup, reach, settings.maxAge(), now)));
    }
    return answers;
  }
}
