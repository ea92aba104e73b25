package io.orchestratex.backup.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {

  @Test
  void theRestTakesAsLongForItsShareAsWhatIsDone() {
    assertThat(Progress.secondsLeft(25, Duration.ofSeconds(60))).isEqualTo(180);
    assertThat(Progress.secondsLeft(50, Duration.ofHours(3))).isEqualTo(10_800);
    assertThat(Progress.secondsLeft(99, Duration.ofSeconds(5))).as("rounded up").isEqualTo(1);
    assertThat(Progress.secondsLeft(100, Duration.ofSeconds(5))).isZero();
  }

  @Test
  void aBeginningSaysNothingOfTheRest() {
    assertThat(Progress.secondsLeft(0, Duration.ofHours(1))).isNull();
    assertThat(Progress.secondsLeft(2, Duration.ofHours(1))).isNull();
    assertThat(Progress.secondsLeft(50, Duration.ofMillis(1_999))).isNull();
  }
}
