package io.orchestratex.monitor.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.MetricEvent.Sampled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatestSamplesTest {

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");

  private Instant now = T0;
  private final LatestSamples latest = new LatestSamples(() -> now);

  @Test
  void keepsTheNewestAndForgetsItInTime() {
    put(T0);
    put(T0.minusSeconds(5));
    assertThat(latest.of("t")).hasValueSatisfying(one -> assertThat(one.at()).isEqualTo(T0));

    now = T0.plusSeconds(31);
    assertThat(latest.all()).isEmpty();
  }

  @Test
  void doesNotWaitForAClockThatRanAheadAndWasPutRight() {
    now = T0.plusSeconds(3_600);
    put(now);

    now = T0;
    put(T0);
    assertThat(latest.of("t")).hasValueSatisfying(one -> assertThat(one.at()).isEqualTo(T0));

    put(T0.plusSeconds(3_605));
    assertThat(latest.of("t")).hasValueSatisfying(one -> assertThat(one.at()).isEqualTo(T0));
  }

  private void put(Instant at) {
    latest.put(new Sampled("t", "test", at, List.of()), Duration.ofSeconds(30));
  }
}
