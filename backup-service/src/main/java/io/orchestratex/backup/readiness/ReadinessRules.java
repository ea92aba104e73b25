package io.orchestratex.backup.readiness;

import io.orchestratex.backup.drill.LastDrill;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.policy.Promise;
import io.orchestratex.backup.readiness.ReadinessFacts.VaultFacts;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges from what is known whether a target could be brought back. */
final class ReadinessRules {

  private static final String RUN_BACKUP = "ox backup run ";
  private static final String RUN_DRILL = "ox drill run --target ";

  private ReadinessRules() {}

  /** Everything that a verdict goes by, in the order in which a person would ask. */
  static List<Check> checks(ReadinessFacts facts, Instant now) {
    List<Check> checks = new ArrayList<>();
    checks.add(backup(facts, now));
    GoodBackup backup = facts.backup();
    if (backup != null) {
      checks.add(whole(facts.target(), backup));
    }
    checks.add(drill(facts, now));
    checks.add(
        new Check(
            "log",
            Check.NOT_OFFERED,
            "Full backups only: what was written after the newest backup is lost.",
            null));
    VaultFacts vault = facts.vault();
    if (backup != null && vault != null) {
      checks.add(vault(backup, vault));
      if (vault.keyId() != null) {
        checks.add(key(backup, vault));
      }
      if (vault.away() == null && !vault.reach().away().containsKey(backup.vault())) {
        checks.add(room(backup, vault));
      }
    }
    checks.add(recoveryTime(facts));
    return checks;
  }

  /** Whether each database is in a good backup; empty where that is not known. */
  static Optional<Check> databases(ReadinessFacts facts, List<DatabaseView> databases) {
    if (facts.backup() == null || databases.isEmpty()) {
      return Optional.empty();
    }
    List<String> missing =
        databases.stream()
            .filter(each -> each.lastGoodBackup() == null)
            .map(DatabaseView::database)
            .toList();
    return Optional.of(
        missing.isEmpty()
            ? Check.ok("databases", "Each of its databases is in a good backup.")
            : new Check(
                "databases",
                Check.WARNING,
                "No good backup holds %s.".formatted(String.join(", ", missing)),
                RUN_BACKUP + facts.target()));
  }

  /** The worst of the checks. */
  static Verdict verdict(List<Check> checks) {
    if (checks.stream().anyMatch(each -> each.state().equals(Check.FAILED))) {
      return Verdict.NOT_READY;
    }
    return checks.stream().anyMatch(each -> each.state().equals(Check.WARNING))
        ? Verdict.AT_RISK
        : Verdict.READY;
  }

  /** What a person should know first. */
  static String reason(List<Check> checks) {
    for (String state : List.of(Check.FAILED, Check.WARNING)) {
      Optional<Check> first =
          checks.stream().filter(each -> each.state().equals(state)).findFirst();
      if (first.isPresent()) {
        return first.get().reason();
      }
    }
    return checks.getFirst().reason();
  }

  /** How long bringing it back will take; empty where nothing says so. */
  static Optional<Duration> expected(ReadinessFacts facts) {
    LastDrill drill = facts.drill();
    return drill != null && drill.passed()
        ? Optional.of(Duration.ofMillis(drill.durationMs()))
        : Optional.ofNullable(facts.lastRestore());
  }

  private static Check backup(ReadinessFacts facts, Instant now) {
    GoodBackup backup = facts.backup();
    String run = RUN_BACKUP + facts.target();
    if (backup == null) {
      return new Check("backup", Check.FAILED, "There is no good backup of it.", run);
    }
    Duration age = Duration.between(backup.begunAt(), now);
    String is = "The newest good backup, %s, is %s old".formatted(backup.id(), words(age));
    List<Promise> promises = facts.promises().stream().filter(Promise::backups).toList();
    for (Promise promise : promises) {
      if (promise.lateSince() != null) {
        return new Check(
            "backup",
            Check.WARNING,
            "%s; by the policy %s a newer one was due at %s."
                .formatted(is, promise.policy(), promise.lateSince()),
            run);
      }
    }
    if (promises.isEmpty() && age.compareTo(facts.maxAge()) > 0) {
      return new Check(
          "backup",
          Check.WARNING,
          "%s; it should be at most %s old, and no policy takes backups of it."
              .formatted(is, words(facts.maxAge())),
          run + ", or make a policy: ox policy create");
    }
    return Check.ok(
        "backup",
        promises.isEmpty()
            ? is + "; no policy promises a newer one."
            : "%s, as the policy %s promises.".formatted(is, promises.getFirst().policy()));
  }

  private static Check whole(String target, GoodBackup backup) {
    if (backup.completeness() == Completeness.PARTIAL) {
      return new Check(
          "whole",
          Check.WARNING,
          "Backup %s lacks something of it.".formatted(backup.id()),
          "ox backup show " + backup.id() + " names what; then " + RUN_BACKUP + target);
    }
    return backup.verified()
        ? Check.ok("whole", "All of backup " + backup.id() + " was read back.")
        : new Check(
            "whole",
            Check.WARNING,
            "Backup %s was not read back yet.".formatted(backup.id()),
            "ox backup verify " + backup.id());
  }

  private static Check drill(ReadinessFacts facts, Instant now) {
    LastDrill drill = facts.drill();
    String run = RUN_DRILL + facts.target();
    if (drill == null) {
      return new Check(
          "drill",
          Check.WARNING,
          "No backup of it was ever restored by a drill, so nothing proves that one can be.",
          run);
    }
    String age = words(Duration.between(drill.finishedAt(), now));
    if (!drill.passed()) {
      return new Check(
          "drill",
          Check.WARNING,
          "Its last drill, %s of backup %s, failed %s ago: %s."
              .formatted(drill.drill(), drill.backup(), age, ended(drill.failure())),
          run);
    }
    boolean isLate =
        facts.promises().stream().anyMatch(Promise::drills)
            ? facts.promises().stream().anyMatch(each -> each.drillLateSince() != null)
            : drill.finishedAt().plus(facts.drillMaxAge()).isBefore(now);
    String passed = "Its last drill, %s, passed %s ago".formatted(drill.drill(), age);
    return isLate
        ? new Check("drill", Check.WARNING, passed + "; a newer one is due.", run)
        : Check.ok("drill", passed + ".");
  }

  /** Without its full stop: a sentence goes on. */
  private static String ended(@Nullable String reason) {
    String text = Objects.requireNonNullElse(reason, "it does not say why");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static Check vault(GoodBackup backup, VaultFacts vault) {
    String show = "ox vault show " + backup.vault();
    if (vault.away() != null) {
      return new Check("vault", Check.FAILED, vault.away(), show);
    }
    String said = "The vault %s hands it out.%s".formatted(vault.from(), vault.reach().places());
    return vault.reach().away().containsKey(backup.vault())
        ? new Check("vault", Check.WARNING, said, show)
        : Check.ok("vault", said);
  }

  private static Check key(GoodBackup backup, VaultFacts vault) {
    return vault.keyIsHere()
        ? Check.ok("key", "The key %s, which opens it, is here.".formatted(vault.keyId()))
        : new Check(
            "key",
            Check.FAILED,
            "The key %s, which opens backup %s, is not here.".formatted(vault.keyId(), backup.id()),
            "put its file back and name it in orchestratex.backup.key.old-files");
  }

  private static Check room(GoodBackup backup, VaultFacts vault) {
    return vault.noRoom() == null
        ? Check.ok("room", "The vault %s has room for another backup.".formatted(backup.vault()))
        : new Check(
            "room",
            Check.WARNING,
            "The vault %s has no room for another backup of that size: %s"
                .formatted(backup.vault(), vault.noRoom()),
            "make room there, or let a policy remove backups: ox policy list");
  }

  private static Check recoveryTime(ReadinessFacts facts) {
    return expected(facts)
        .map(each ->
            Check.ok(
                "recovery-time",
                "Bringing it back takes about %s, as its last %s did."
                    .formatted(
                        words(each),
                        facts.drill() != null && facts.drill().passed() ? "drill" : "restore")))
        .orElseGet(() ->
            new Check(
                "recovery-time",
                Check.UNKNOWN,
                "How long bringing it back takes is not known: no drill and no restore shows it.",
                RUN_DRILL + facts.target()));
  }

  /** In the largest unit of which there are two or more. */
  static String words(Duration duration) {
    if (duration.toDays() >= 2) {
      return duration.toDays() + " days";
    }
    if (duration.toHours() >= 2) {
      return duration.toHours() + " h";
    }
    return duration.toMinutes() >= 2
        ? duration.toMinutes() + " min"
        : Math.max(0, duration.toSeconds()) + " s";
  }
}
