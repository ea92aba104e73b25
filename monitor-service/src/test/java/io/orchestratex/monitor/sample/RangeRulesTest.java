package io.orchestratex.monitor.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:07Z");

  private static RangeQuery query(
      @Nullable String from, @Nullable String to, @Nullable String step, @Nullable String how) {
    return RangeRules.query("up", null, List.of(), from, to, step, how, NOW);
  }

  @Test
  void takesTheLastHourInAFewHundredStepsByDefault() {
    RangeQuery query = query(null, null, null, null);

    assertThat(query.to()).isEqualTo(NOW);
    assertThat(Duration.between(query.from(), NOW))
        .isBetween(Duration.ofHours(1), Duration.ofSeconds(3_615));
    assertThat(query.steps()).isBetween(200, 250);
    assertThat(query.aggregation()).isEqualTo(Aggregation.AVG);
  }

  @Test
  void alignsStepsToTheirLength() {
    RangeQuery query = query("2026-11-21T09:00:59Z", "now", "1m", "max");

    assertThat(query.from()).isEqualTo(Instant.parse("2026-11-21T09:00:00Z"));
    assertThat(query.stepMillis()).isEqualTo(60_000);
    assertThat(query.steps()).isEqualTo(61);
  }

  @Test
  void readsRelativeTimesOffsetsAndLabels() {
    assertThat(query("-15m", "-5m", "10", "last").to()).isEqualTo(NOW.minusSeconds(300));
    assertThat(query("2026-11-21T10:30:00 01:00", null, "1s", "min").from())
        .isEqualTo(Instant.parse("2026-11-21T09:30:00Z"));
    assertThat(
            RangeRules.query("up", null, List.of("a:b:c"), null, null, null, null, NOW)
                .selector()
                .labels())
        .isEqualTo(Map.of("a", "b:c"));
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday,,,,?from",
    "-1y,,,,?from",
    "-1m,-1h,,,?from",
    ",tomorrow,,,?to",
    ",,0s,,?step",
    ",,500ms,,?step",
    ",,1 OR 1=1,,?step",
    "-30d,,1s,,?step",
    ",,,median,?aggregation",
    "-999999999w,,,,?from",
    ",+999999999-12-31T00:00:00Z,,,?from",
    "1969-12-31T00:00:00Z,1969-12-31T01:00:00Z,,,?from",
    "now,now,,,?from",
    ",,-5s,,?step",
    ",,999999999999s,,?step"
  })
  void namesWhatIsWrong(String from, String to, String step, String how, String pointer) {
    assertThatThrownBy(() -> query(from, to, step, how))
        .isInstanceOfSatisfying(
            FailureException.class,
            e ->
                assertThat(((Failure.Invalid) e.failure()).errors())
                    .extracting(Failure.FieldError::pointer)
                    .contains(pointer));
  }

  @Test
  void namesAMissingNameAndABadLabelAtOnce() {
    assertThatThrownBy(
            () -> RangeRules.query(null, null, List.of("x"), null, null, null, null, NOW))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(((Failure.Invalid) e.failure()).errors()).hasSize(2));
  }

  @Test
  void foldsPointsInWhateverOrderTheyCome() {
    for (var expected :
        Map.of(
                Aggregation.AVG,
                2.0,
                Aggregation.MIN,
                1.0,
                Aggregation.MAX,
                3.0,
                Aggregation.LAST,
                2.0)
            .entrySet()) {
      RangeQuery query =
          new RangeQuery(
              new SeriesSelector("up", null, Map.of()),
              Instant.ofEpochMilli(0),
              Instant.ofEpochMilli(25_000),
              10_000,
              expected.getKey());
      StepFold fold = new StepFold(query);
      fold.add(9_999, 2);
      fold.add(0, 3);
      fold.add(5_000, 1);
      fold.add(20_000, 7);

      assertThat(fold.points())
          .containsExactly(List.of(0L, expected.getValue()), List.of(20_000L, 7.0));
    }
  }
}
