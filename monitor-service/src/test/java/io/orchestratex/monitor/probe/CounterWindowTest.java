package io.orchestratex.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CounterWindowTest {

  private final CounterWindow window = new CounterWindow();

  @Test
  void givesTheShareSinceTheLastReading() {
    window.share(1_000_000, 2_000_000, "a");

    assertThat(window.share(1_000_090, 2_000_100, "a")).hasValue(0.9);
    assertThat(window.share(1_000_090, 2_000_300, "a")).hasValue(0.0);
  }

  @Test
  void waitsUntilEnoughHappened() {
    window.share(0, 0, "a");

    assertThat(window.share(60, 60, "a")).isEmpty();
    assertThat(window.share(60, 120, "a")).hasValue(0.5);
  }

  @Test
  void startsAgainAfterARestartOrAReset() {
    window.share(1_000, 1_000, "a");

    assertThat(window.share(10, 2_000, "a")).isEmpty();
    assertThat(window.share(200, 2_300, "b")).isEmpty();
    assertThat(window.share(300, 2_400, "b")).hasValue(1.0);
  }

  @Test
  void aMeanNeedsEventsAndRisingCounters() {
    MeanWindow mean = new MeanWindow();

    assertThat(mean.mean(5, 10)).isEmpty();
    assertThat(mean.mean(6, 12)).hasValue(0.5);
    assertThat(mean.mean(6, 12)).isEmpty();
    assertThat(mean.mean(1, 20)).isEmpty();
  }
}
