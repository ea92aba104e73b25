package io.orchestratex.monitor.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.failure.Failure.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Sample GOOD = new Sample("ox_up", Map.of("path", "/ \"a\"\n\\"), 1);

  private static List<FieldError> errors(String target, Instant at, Sample... samples) {
    return SampleRules.errors(
        new Sampled(target, "host", at, List.of(samples)), NOW, Duration.ofDays(15));
  }

  @Test
  void keepsCleanSamplesWhateverTheirLabelsSay() {
    assertThat(errors("host", NOW, GOOD)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1up",
        "up{a=\"b\"} 1\nup",
        "up 1",
        "up-down",
        "ox_up; DROP TABLE series",
        "ü"
      })
  void refusesANameThatIsNone(String name) {
    assertThat(errors("host", NOW, new Sample(name, Map.of(), 1)))
        .extracting(FieldError::pointer)
        .containsExactly("/samples/0/name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a\"", "a=\"1\",b", "a\n"})
  void refusesALabelNameThatIsNone(String label) {
    assertThat(errors("host", NOW, GOOD, new Sample("up", Map.of(label, "x"), 1)))
        .extracting(FieldError::pointer)
        .containsExactly("/samples/1/labels");
  }

  @Test
  void refusesTooLongAndUnstorableLabels() {
    assertThat(errors("host", NOW, new Sample("up", Map.of("a", "x".repeat(2_000)), 1))).hasSize(1);
    assertThat(errors("host", NOW, new Sample("up", Map.of("a", "x\0"), 1))).hasSize(1);
  }

  @Test
  void refusesValuesThatAreNoNumbersAndSeriesThatRepeat() {
    assertThat(errors("host", NOW, new Sample("up", Map.of(), Double.NaN))).hasSize(1);
    assertThat(errors("host", NOW, GOOD, GOOD)).hasSize(1);
  }

  @Test
  void refusesATargetThatIsNoneAndTimesOutOfReach() {
    assertThat(errors("a b", NOW, GOOD)).hasSize(1);
    assertThat(errors("host", NOW.plusSeconds(601), GOOD)).hasSize(1);
    assertThat(errors("host", NOW.plusSeconds(599), GOOD)).isEmpty();
    assertThat(errors("host", NOW.minus(Duration.ofDays(16)), GOOD)).hasSize(1);
  }
}
