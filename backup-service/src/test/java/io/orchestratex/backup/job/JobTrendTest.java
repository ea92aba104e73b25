package io.orchestratex.backup.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobTrendTest {

  private static String verdict(
      long durationMs, @Nullable Long rate, long medianMs, @Nullable Long medianRate) {
    return JobTrend.of(durationMs, rate, 5, medianMs, medianRate).verdict();
  }

  @Test
  void speedCountsWhereItIsKnown() {
    assertThat(verdict(20_000, 50L, 10_000, 50L)).as("twice as much work").isEqualTo("as-usual");
    assertThat(verdict(20_000, 25L, 10_000, 50L)).isEqualTo("slower");
    assertThat(verdict(10_000, 100L, 10_000, 50L)).isEqualTo("faster");
    assertThat(verdict(10_000, 60L, 10_000, 50L)).as("less than a quarter").isEqualTo("as-usual");
  }

  @Test
  void elseTheTimeCounts() {
    assertThat(verdict(20_000, null, 10_000, null)).isEqualTo("slower");
    assertThat(verdict(5_000, null, 10_000, 50L)).isEqualTo("faster");
  }

  @Test
  void lessThanASecondIsNoise() {
    assertThat(verdict(600, 10L, 200, 30L)).isEqualTo("as-usual");
    assertThat(verdict(200, 30L, 600, 10L)).isEqualTo("as-usual");
  }
}
