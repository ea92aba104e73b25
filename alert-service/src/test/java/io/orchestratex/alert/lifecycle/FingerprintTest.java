package io.orchestratex.alert.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  @Test
  void isWhatPrometheusComputes() {
    // From the tests of prometheus/common, model/signature_test.go.
    assertThat(Fingerprint.of(Map.of())).isEqualTo(hex("14695981039346656037"));
    assertThat(Fingerprint.of(Map.of("name", "garland, briggs", "fear", "love is not enough")))
        .isEqualTo(hex("5799056148416392346"));
  }

  @Test
  void tellsWhereANameEnds() {
    assertThat(Fingerprint.of(Map.of("ab", "c"))).isNotEqualTo(Fingerprint.of(Map.of("a", "bc")));
  }

  private static String hex(String unsigned) {
    return "%016x".formatted(Long.parseUnsignedLong(unsigned));
  }
}
