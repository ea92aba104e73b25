package io.orchestratex.backup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.LogSource.Piece;
import io.orchestratex.backup.engine.RecoveryPoint;
import io.orchestratex.backup.pipeline.Content;
import io.orchestratex.backup.recovery.LogRules.Base;
import io.orchestratex.backup.recovery.LogRules.Window;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogRulesTest {

  private static final String SYSTEM = "system 1";

  private static Instant at(int second) {
    return Instant.parse("2026-11-28T10:00:00Z").plusSeconds(second);
  }

  private static Piece piece(long from, long to, int covered) {
    return new Piece(SYSTEM, 1, from, to, to - from == 100, at(covered));
  }

  private static Base base(String id, long start, long end, int ended) {
    return new Base(id, "default", SYSTEM, 1, start, end, at(ended));
  }

  private static KeptPiece kept(Piece piece) {
    return new KeptPiece(
        piece, "default", piece.from() + ".log", "key", new Content(1, "", 1, ""), at(0));
  }

  private static final List<Base> BASES =
      List.of(base("first", 110, 120, 10), base("second", 310, 330, 50));

  /** Nothing is kept between 250 and 300. */
  private static final List<Piece> PIECES =
      List.of(piece(100, 200, 20), piece(200, 250, 30), piece(300, 400, 60), piece(350, 360, 55));

  private static final List<Window> WINDOWS = LogRules.windows(BASES, PIECES);

  @Test
  void aWindowReachesToTheGap() {
    assertThat(WINDOWS)
        .containsExactly(
            new Window(BASES.get(0), at(30), 250), new Window(BASES.get(1), at(60), 400));
  }

  @Test
  void aBackupWithoutLogReachesItsEndOnly() {
    Base other = new Base("other", "default", "system 2", 1, 110, 120, at(10));

    assertThat(LogRules.windows(List.of(other), PIECES))
        .containsExactly(new Window(other, at(10), 120));
  }

  @Test
  void anotherTimelineIsAnotherHistory() {
    Base other = new Base("other", "default", SYSTEM, 2, 110, 120, at(10));

    assertThat(LogRules.windows(List.of(other), PIECES))
        .containsExactly(new Window(other, at(10), 120));
  }

  @Test
  void takesTheNewestBackupThatReachesTheMoment() {
    assertThat(LogRules.choose(WINDOWS, null, new RecoveryPoint.Time(at(29))))
        .map(each -> each.base().backup())
        .hasValue("first");
    assertThat(LogRules.choose(WINDOWS, null, new RecoveryPoint.Time(at(50))))
        .map(each -> each.base().backup())
        .hasValue("second");
    assertThat(LogRules.choose(WINDOWS, null, new RecoveryPoint.Latest()))
        .map(each -> each.base().backup())
        .hasValue("second");
    assertThat(LogRules.choose(WINDOWS, "first", new RecoveryPoint.Position(250)))
        .map(each -> each.base().backup())
        .hasValue("first");
  }

  @Test
  void refusesMomentsOfAGapAndThoseBeforeTheEndOfABackup() {
    assertThat(LogRules.choose(WINDOWS, null, new RecoveryPoint.Time(at(9)))).isEmpty();
    assertThat(LogRules.choose(WINDOWS, null, new RecoveryPoint.Time(at(30)))).isEmpty();
    assertThat(LogRules.choose(WINDOWS, null, new RecoveryPoint.Time(at(45)))).isEmpty();
    assertThat(LogRules.choose(WINDOWS, null, new RecoveryPoint.Time(at(60)))).isEmpty();
    assertThat(LogRules.choose(WINDOWS, "second", new RecoveryPoint.Time(at(29)))).isEmpty();
    assertThat(LogRules.choose(WINDOWS, null, new RecoveryPoint.Position(260))).isEmpty();
    assertThat(LogRules.choose(WINDOWS, null, new RecoveryPoint.Position(115))).isEmpty();
  }

  @Test
  void offersTheNearestGoodMoment() {
    assertThat(LogRules.nearest(WINDOWS, at(0))).hasValue(at(10));
    assertThat(LogRules.nearest(WINDOWS, at(33))).hasValue(at(30).minusMillis(1));
    assertThat(LogRules.nearest(WINDOWS, at(48))).hasValue(at(50));
    assertThat(LogRules.nearest(WINDOWS, at(900))).hasValue(at(60).minusMillis(1));
    for (int second : List.of(0, 33, 48, 900)) {
      assertThat(
              LogRules.choose(
                  WINDOWS,
                  null,
                  new RecoveryPoint.Time(LogRules.nearest(WINDOWS, at(second)).orElseThrow())))
          .as("it can be recovered")
          .isPresent();
    }
  }

  @Test
  void removesOnlyWhatLiesBeforeEachBackup() {
    List<KeptPiece> kept =
        List.of(kept(piece(0, 100, 1)), kept(piece(100, 200, 20)), kept(piece(300, 400, 60)));

    assertThat(LogRules.unneeded(BASES, kept, at(100)))
        .extracting(each -> each.piece().from())
        .containsExactly(0L);
    assertThat(LogRules.unneeded(BASES, kept, at(-1))).as("young").isEmpty();
    assertThat(LogRules.unneeded(List.of(), kept, at(100))).as("no backup yet").isEmpty();
    assertThat(LogRules.unneeded(BASES.subList(1, 2), kept, at(100)))
        .extracting(each -> each.piece().from())
        .containsExactly(0L, 100L);
  }

  @Test
  void readsTheLogFromTheBackupToTheGap() {
    List<KeptPiece> kept = PIECES.stream().map(LogRulesTest::kept).toList();

    assertThat(LogRules.needed(WINDOWS.getFirst(), new RecoveryPoint.Latest(), kept))
        .extracting(each -> each.piece().to())
        .containsExactly(200L, 250L);
    assertThat(LogRules.needed(WINDOWS.getFirst(), new RecoveryPoint.Position(150), kept))
        .extracting(each -> each.piece().to())
        .containsExactly(200L);
    assertThat(LogRules.needed(WINDOWS.getFirst(), new RecoveryPoint.EndOfBackup(), kept))
        .isEmpty();
  }
}
