package io.orchestratex.backup.recovery;

import io.orchestratex.backup.engine.LogSource;
import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.engine.RecoveryPoint;
import io.orchestratex.backup.recovery.LogRules.Base;
import io.orchestratex.backup.recovery.LogRules.Window;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which moments a target can be brought back to; refuses the others and offers the nearest. */
@Singleton
final class Recoverability {

  private static final String LATEST = "latest";
  private static final String END = "end";

  private final Targets targets;
  private final LogArchives archives;
  private final Bases bases;
  private final InstantSource clock;

  Recoverability(Targets targets, LogArchives archives, Bases bases, InstantSource clock) {
    this.targets = targets;
    this.archives = archives;
    this.bases = bases;
    this.clock = clock;
  }

  /** The engine of a target whose log can be archived. */
  LogSource engine(String target) {
    if (targets.get(target).engine() instanceof LogSource able && able instanceof PhysicalBackup) {
      return able;
    }
    throw FailureException.conflict(
        "recovery.unsupported",
        "%s is of the engine %s, which has no log to recover by; restore a backup of it."
            .formatted(target, targets.get(target).engine().name()));
  }

  List<Window> windows(String target) {
    return LogRules.windows(
        bases(target), archives.pieces(target).stream().map(KeptPiece::piece).toList());
  }

  private List<Base> bases(String target) {
    try {
      return bases.of(target, engine(target));
    } catch (IOException e) {
      throw FailureException.unavailable(
          "backup.vault-unavailable", "The vault does not answer: " + e.getMessage(), e);
    }
  }

  /** What a text means: {@code latest}, {@code end}, a time, or a position. */
  RecoveryPoint point(String target, @Nullable String to) {
    if (to == null || to.equals(LATEST)) {
      return new RecoveryPoint.Latest();
    }
    if (to.equals(END)) {
      return new RecoveryPoint.EndOfBackup();
    }
    try {
      return to.contains("/")
          ? new RecoveryPoint.Position(engine(target).position(to))
          : new RecoveryPoint.Time(Instant.parse(to));
    } catch (IllegalArgumentException e) {
      throw FailureException.invalid(
          "recovery.point-malformed", "/to", String.valueOf(e.getMessage()));
    } catch (DateTimeException e) {
      throw FailureException.invalid(
          "recovery.point-malformed",
          "/to",
          "must be latest, end, a time such as 2026-11-27T02:15:00Z, or a position of the log");
    }
  }

  /** The window to recover by. */
  Window window(String target, @Nullable String backup, RecoveryPoint point) {
    List<Window> all = windows(target);
    if (all.isEmpty()) {
      throw FailureException.notFound(
          "recovery.no-backup",
          "There is no physical backup of %s; take one: ox backup run --physical %s."
              .formatted(target, target));
    }
    Optional<Window> found = LogRules.choose(all, backup, point);
    return found.orElseThrow(() -> refused(target, all, backup, point));
  }

  private RuntimeException refused(
      String target, List<Window> all, @Nullable String backup, RecoveryPoint point) {
    List<Window> of =
        all.stream().filter(each -> backup == null || each.base().backup().equals(backup)).toList();
    if (of.isEmpty()) {
      return FailureException.invalid(
          "recovery.backup-unknown",
          "/backup",
          "is no physical backup of "
              + target
              + "; leave it out, or name one of "
              + all.stream().map(each -> each.base().backup()).toList());
    }
    return switch (point) {
      case RecoveryPoint.Time(Instant at) -> refused(of, at);
      case RecoveryPoint.Position(long position) ->
          FailureException.invalid(
              "recovery.position-not-kept",
              "/to",
              "is in no part of the log that is kept after a backup; the nearest one is "
                  + engine(target).position(nearest(of, position)));
      case RecoveryPoint.EndOfBackup _, RecoveryPoint.Latest _ ->
          throw new IllegalStateException("each backup reaches its own end");
    };
  }

  private RuntimeException refused(List<Window> of, Instant at) {
    String nearest =
        "; the nearest moment that can be recovered is " + LogRules.nearest(of, at).orElseThrow();
    if (at.isAfter(clock.instant())) {
      return FailureException.invalid(
          "recovery.in-the-future", "/to", "is in the future" + nearest);
    }
    if (at.isBefore(of.getFirst().base().endedAt())) {
      return FailureException.invalid(
          "recovery.before-backup",
          "/to",
          "lies before the end of the first backup, which is the earliest moment that it can be"
              + " recovered to"
              + nearest);
    }
    return FailureException.invalid(
        "recovery.in-a-gap", "/to", "is a moment whose log is not kept" + nearest);
  }

  private static long nearest(List<Window> of, long wanted) {
    return of.stream()
        .flatMap(each -> Stream.of(each.base().end(), each.to()))
        .min(Comparator.comparingLong(each -> Math.abs(each - wanted)))
        .orElseThrow();
  }
}
