package io.orchestratex.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProbeSettingsTest {

  private static ProbeSettings settings(int interval, int deadline, int slow) {
    return new ProbeSettings(
        Duration.ofSeconds(interval), Duration.ofSeconds(deadline), Duration.ofSeconds(slow));
  }

  @Test
  void takesWhatIsWithinBounds() {
    assertThat(settings(5, 3, 60).interval()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void namesTheKeyThatIsOutOfBounds() {
    assertThatThrownBy(() -> settings(0, 3, 60))
        .hasMessageContaining("orchestratex.monitor.probe.interval");
    assertThatThrownBy(() -> settings(5, 5, 60))
        .hasMessageContaining("orchestratex.monitor.probe.deadline");
    assertThatThrownBy(() -> settings(5, 3, 1))
        .hasMessageContaining("orchestratex.monitor.probe.slow-interval");
  }
}
