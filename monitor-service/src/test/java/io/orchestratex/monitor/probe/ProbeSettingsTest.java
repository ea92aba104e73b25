package io.orchestratex.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeSettingsTest {

  private static ProbeSettings settings(int interval, int deadline, int slow, int collections) {
    return new ProbeSettings(
        Duration.ofSeconds(interval),
        Duration.ofSeconds(deadline),
        Duration.ofSeconds(slow),
        collections,
        500,
        List.of("/"));
  }

  @Test
  void takesWhatIsWithinBounds() {
    assertThat(settings(5, 3, 60, 500).interval()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void namesTheKeyThatIsOutOfBounds() {
    assertThatThrownBy(() -> settings(0, 3, 60, 500))
        .hasMessageContaining("orchestratex.monitor.probe.interval");
    assertThatThrownBy(() -> settings(5, 5, 60, 500))
        .hasMessageContaining("orchestratex.monitor.probe.deadline");
    assertThatThrownBy(() -> settings(5, 3, 1, 500))
        .hasMessageContaining("orchestratex.monitor.probe.slow-interval");
    assertThatThrownBy(() -> settings(5, 3, 60, 0))
        .hasMessageContaining("orchestratex.monitor.probe.max-collections");
  }
}
