package io.orchestratex.backup.recovery;

import io.orchestratex.backup.engine.LogSource.Piece;
import io.orchestratex.backup.engine.RecoveryPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which moments backups and logs reach. */
final class LogRules {

  private LogRules() {}

  /**
   * A physical backup.
   *
   * @param start position from which on it needs the log, which it brings itself up to its end
   * @param end position that it can be recovered to at the earliest
   * @param endedAt the time of that, by the server's clock
   */
  record Base(
      String backup,
      String vault,
      String system,
      long timeline,
      long start,
      long end,
      Instant endedAt) {}

  /** A stretch of the log without a gap. */
  record Run(String system, long timeline, long from, long to, Instant coveredUntil) {

    private boolean follows(Piece piece) {
      return piece.system().equals(system) && piece.timeline() == timeline && piece.from() <= to;
    }

    private Run with(Piece piece) {
      return new Run(
          system,
          timeline,
          from,
          Math.max(to, piece.to()),
          coveredUntil.isAfter(piece.coveredUntil()) ? coveredUntil : piece.coveredUntil());
    }

    boolean continues(Base base) {
      return system.equals(base.system())
          && timeline == base.timeline()
          && from <= base.end()
          && to >= base.end();
    }
  }

  /**
   * The moments that a backup can be recovered to.
   *
   * @param until the last one; its own end where no log follows
   * @param to the last position
   */
  record Window(Base base, Instant until, long to) {

    boolean holds(RecoveryPoint point) {
      return switch (point) {
        case RecoveryPoint.EndOfBackup _, RecoveryPoint.Latest _ -> true;
        case RecoveryPoint.Time(Instant at) ->
            !at.isBefore(base.endedAt()) && (at.isBefore(until) || at.equals(base.endedAt()));
        case RecoveryPoint.Position(long position) -> position >= base.end() && position <= to;
      };
    }
  }

  /**
   * Joins pieces.
   *
   * @param pieces in their order
   */
  static List<Run> runs(List<Piece> pieces) {
    List<Run> runs = new ArrayList<>();
    for (Piece piece : pieces) {
      Run last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && last.follows(piece)) {
        runs.set(runs.size() - 1, last.with(piece));
      } else {
        runs.add(
            new Run(
                piece.system(), piece.timeline(), piece.from(), piece.to(), piece.coveredUntil()));
      }
    }
    return runs;
  }

  /** One for each backup, in the order of their ends. */
  static List<Window> windows(List<Base> bases, List<Piece> pieces) {
    List<Run> runs = runs(pieces);
    return bases.stream()
        .sorted(Comparator.comparing(Base::endedAt))
        .map(base ->
            runs.stream()
                .filter(run -> run.continues(base))
                .findFirst()
                .map(run -> new Window(base, later(base.endedAt(), run.coveredUntil()), run.to()))
                .orElseGet(() -> new Window(base, base.endedAt(), base.end())))
        .toList();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** The window to recover by: of the newest backup, which needs the least of the log. */
  static Optional<Window> choose(
      List<Window> windows, @Nullable String backup, RecoveryPoint point) {
    return windows.stream()
        .filter(window -> backup == null || window.base().backup().equals(backup))
        .filter(window -> window.holds(point))
        .reduce((_, newer) -> newer);
  }

  /** The pieces that a recovery reads. */
  static List<KeptPiece> needed(Window window, RecoveryPoint point, List<KeptPiece> kept) {
    if (point instanceof RecoveryPoint.EndOfBackup) {
      return List.of();
    }
    Base base = window.base();
    long until = point instanceof RecoveryPoint.Position(long position) ? position : window.to();
    return kept.stream()
        .filter(each -> each.piece().system().equals(base.system()))
        .filter(each -> each.piece().timeline() == base.timeline())
        .filter(each -> each.piece().to() > base.start() && each.piece().from() <= until)
        .filter(each -> each.piece().to() <= window.to())
        .toList();
  }

  /** What no backup needs any more: what lies before the first one of the same history. */
  static List<KeptPiece> unneeded(List<Base> bases, List<KeptPiece> kept, Instant olderThan) {
    return kept.stream()
        .filter(each ->
            bases.stream().anyMatch(base -> isOf(base, each))
                && bases.stream()
                    .noneMatch(base -> isOf(base, each) && each.piece().to() > base.start()))
        .filter(each -> each.storedAt().isBefore(olderThan))
        .toList();
  }

  private static boolean isOf(Base base, KeptPiece kept) {
    return base.system().equals(kept.piece().system())
        && base.timeline() == kept.piece().timeline();
  }

  /** The good moment that is nearest to one that cannot be recovered to. */
  static Optional<Instant> nearest(List<Window> windows, Instant wanted) {
    List<Instant> ends = new ArrayList<>();
    windows.forEach(window -> {
      ends.add(window.base().endedAt());
      // The end itself may not be reached: a change at that very moment may be missing.
      if (window.until().isAfter(window.base().endedAt())) {
        ends.add(window.until().minusMillis(1));
      }
    });
    return ends.stream().min(Comparator.comparing(each -> Duration.between(each, wanted).abs()));
  }
}
