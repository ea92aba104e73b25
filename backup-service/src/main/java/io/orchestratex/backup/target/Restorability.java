package io.orchestratex.backup.target;

import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import io.orchestratex.backup.vault.Vaults;
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
  private final Vaults vaults;
  private final RestorableSettings settings;
  private final InstantSource clock;

  Restorability(
      GoodBackups backups, Vaults vaults, RestorableSettings settings, InstantSource clock) {
    this.backups = backups;
    this.vaults = vaults;
    this.settings = settings;
    this.clock = clock;
  }

  /** What is known of one target. */
  record Answer(@Nullable LastGoodBackup lastGoodBackup, Restorable restorable) {}

  /** Of each target; each vault is asked once. Without the catalog, targets are still listed. */
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
    for (String target : targets) {
      GoodBackup backup = newest.get(target);
      Optional<String> reason =
          backup == null
              ? Optional.empty()
              : away.computeIfAbsent(backup.vault(), this::whyUnusable);
      answers.put(
          target,
          new Answer(
              backup == null ? null : LastGoodBackup.of(backup, now),
              RestorableRules.decide(backup, reason, settings.maxAge(), now)));
    }
    return answers;
  }

  private Optional<String> whyUnusable(String vault) {
    return vaults.names().contains(vault)
        ? vaults.whyUnusable(vault)
        : Optional.of("it is not set up here.");
  }
}
