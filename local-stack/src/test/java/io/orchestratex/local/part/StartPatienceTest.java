package io.orchestratex.local.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A start is waited for while it makes progress. */
class StartPatienceTest {

  private static final Duration NO_WORK = Duration.ZERO;

  private final StartPatience patience =
      new StartPatience(Duration.ofSeconds(90), Duration.ofMinutes(10), 0);

  private static long at(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void endsWhenNothingHappens() {
    patience.look(7, NO_WORK, at(1));
    patience.look(7, NO_WORK, at(80));

    assertThat(patience.isOver(at(91))).isFalse();
    assertThat(patience.isOver(at(92))).isTrue();
    assertThat(patience.verdict(at(92)))
        .isEqualTo("did not answer within 92 s and made no progress for 90 s");
  }

  @Test
  void goesOnWhileTheLogGrowsOrTheProcessorWorks() {
    patience.look(7, NO_WORK, at(1));
    patience.look(8, NO_WORK, at(85));
    assertThat(patience.isOver(at(170))).isFalse();

    patience.look(8, Duration.ofSeconds(3), at(170));
    assertThat(patience.isOver(at(255))).isFalse();

    // A program that waits for something works a little as well.
    patience.look(8, Duration.ofMillis(4900), at(255));
    assertThat(patience.isOver(at(261))).isTrue();
  }

  @Test
  void hasAnEndAlsoForAProgramThatNeverStopsWriting() {
    for (int second = 1; second <= 600; second++) {
      patience.look(second, NO_WORK, at(second));
    }
    assertThat(patience.isOver(at(600))).isFalse();
    assertThat(patience.isOver(at(601))).isTrue();
    assertThat(patience.verdict(at(601))).contains("600 s", "OX_START_LIMIT");
  }

  @Test
  void hasNewsFromTimeToTime() {
    assertThat(patience.hasNews(at(14))).isFalse();
    assertThat(patience.hasNews(at(15))).isTrue();
    assertThat(patience.hasNews(at(16))).isFalse();
    assertThat(patience.hasNews(at(30))).isTrue();
  }
}
