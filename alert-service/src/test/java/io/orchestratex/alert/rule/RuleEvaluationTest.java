package io.orchestratex.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.rule.RuleEvaluation.Decision;
import io.orchestratex.alert.rule.RuleEvaluation.Outcome;
import io.orchestratex.alert.rule.RuleEvaluation.Reading;
import io.orchestratex.alert.rule.RuleState.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleEvaluationTest {

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant NOW = T0.plusSeconds(100_000);
  private static final Selector METRIC = Selector.of("x_ratio");

  /** Fires above 0.8 at once, clears at 0.7. */
  private static final Rule AT_ONCE =
      rule(new Condition.Threshold(METRIC, Comparison.ABOVE, 0.8, 0.7, 0), 1);

  /** The same after 30 seconds. */
  private static final Rule PATIENT =
      rule(new Condition.Threshold(METRIC, Comparison.ABOVE, 0.8, 0.7, 30), 1);

  private static final Rule SHRINK = rule(new Condition.Shrink(METRIC, 0.5, 0.9, 1, null), 1);

  private final List<String> outcomes = new ArrayList<>();
  private RuleState state = RuleState.unseen("f", "r", "t");

  @ParameterizedTest
  @CsvSource({
    "above, 0.8, 0.81, true", "above, 0.8, 0.8, false",
    "at_least, 0.8, 0.8, true", "at_least, 0.8, 0.79, false",
    "below, 0.95, 0.94, true", "below, 0.95, 0.95, false",
    "at_most, 0.95, 0.95, true", "at_most, 0.95, 0.96, false",
    "equals, 0, 0, true", "equals, 0, 1, false",
    "not_equals, 0, 1, true", "not_equals, 0, 0, false",
  })
  void firesOnTheBadSideOnly(String comparison, double limit, double value, boolean fires) {
    Rule rule =
        rule(
            new Condition.Threshold(
                METRIC, Comparison.valueOf(comparison.toUpperCase(Locale.ROOT)), limit, null, 0),
            1);

    see(rule, 0, value);

    assertThat(outcomes).isEqualTo(fires ? List.of("fires@0") : List.of());
  }

  @Test
  void doesNotWaitForAClockThatRanAheadAndWasPutRight() {
    state = state.seenAtLeast(NOW.plus(RuleEvaluation.MAX_CLOCK_AHEAD).plusMillis(1));
    see(AT_ONCE, 0, 0.9);
    assertThat(outcomes).containsExactly("fires@0");

    state = RuleState.unseen("f", "r", "t").seenAtLeast(NOW.plus(RuleEvaluation.MAX_CLOCK_AHEAD));
    see(AT_ONCE, 5, 0.9);
    assertThat(outcomes).as("within the tolerance").containsExactly("fires@0");
  }

  @Test
  void forgetsATimeThatWasWrongEvenWhenNothingElseChanges() {
    RuleState wrong = RuleState.unseen("f", "r", "t").seenAtLeast(NOW.plusSeconds(86_400));
    state = wrong;
    see(AT_ONCE, 0, 0.1);

    assertThat(state.seenAt()).isEqualTo(T0);
    assertThat(state.needsSeenAtWrite(wrong)).isTrue();
    assertThat(wrong.needsSeenAtWrite(state)).as("idle").isFalse();
  }

  @Test
  void waitsAnewForWhatAClockThatRanAheadFoundPending() {
    Instant wrong = NOW.plusSeconds(86_400);
    state = new RuleState("f", "r", "t", Phase.PENDING, wrong, wrong, null, null, 1);

    see(PATIENT, 0, 0.9);
    see(PATIENT, 29, 0.9);
    assertThat(outcomes).isEmpty();
    see(PATIENT, 30, 0.9);

    assertThat(outcomes).containsExactly("fires@30");
  }

  @Test
  void staysUntilTheClearValueIsReached() {
    see(AT_ONCE, 0, 0.9);
    see(AT_ONCE, 5, 0.75);
    see(AT_ONCE, 10, 0.79);
    see(AT_ONCE, 15, 0.85);
    see(AT_ONCE, 20, 0.7);
    see(AT_ONCE, 25, 0.75);

    assertThat(outcomes).containsExactly("fires@0", "still@15", "clears@20");
    assertThat(state.phase()).isEqualTo(Phase.IDLE);
  }

  @Test
  void staysUntilTheClearValueIsReachedFromBelow() {
    Rule rule = rule(new Condition.Threshold(METRIC, Comparison.BELOW, 0.95, 0.97, 0), 1);
    see(rule, 0, 0.9);
    see(rule, 5, 0.96);
    see(rule, 10, 0.97);

    assertThat(outcomes).containsExactly("fires@0", "clears@10");
  }

  @Test
  void aTargetThatIsDownClearsWhenItIsUp() {
    Rule down = rule(new Condition.Threshold(METRIC, Comparison.EQUALS, 0, null, 0), 1);
    see(down, 0, 0);
    see(down, 5, 0);
    see(down, 10, 1);

    assertThat(outcomes).containsExactly("fires@0", "still@5", "clears@10");
  }

  @Test
  void waitsForAsLongAsItIsToldInTheTimeOfTheSamples() {
    see(PATIENT, 0, 0.9);
    see(PATIENT, 29, 0.9);
    assertThat(outcomes).isEmpty();
    assertThat(state.phase()).isEqualTo(Phase.PENDING);

    see(PATIENT, 30, 0.9);
    assertThat(outcomes).containsExactly("fires@30");
    assertThat(state.since()).isEqualTo(T0);
  }

  @Test
  void beginsToWaitAnewAfterAGoodSample() {
    see(PATIENT, 0, 0.9);
    see(PATIENT, 20, 0.5);
    see(PATIENT, 31, 0.9);
    see(PATIENT, 60, 0.9);
    assertThat(outcomes).isEmpty();

    see(PATIENT, 61, 0.9);
    assertThat(outcomes).containsExactly("fires@61");
  }

  @Test
  void waitsOnAfterARestartBecauseTheStateIsAllThatCounts() {
    see(PATIENT, 0, 0.9);
    RuleState stored =
        new RuleState(
            state.id(),
            state.rule(),
            state.target(),
            state.phase(),
            state.since(),
            state.seenAt(),
            state.lastValue(),
            state.baseline(),
            state.ruleVersion());
    state = stored;
    see(PATIENT, 30, 0.9);

    assertThat(outcomes).containsExactly("fires@30");
  }

  @Test
  void whatWasSilentForLongWaitsFromTheBeginning() {
    see(PATIENT, 0, 0.9);
    see(PATIENT, 7_201, 0.9);
    assertThat(outcomes).isEmpty();
    assertThat(state.phase()).isEqualTo(Phase.PENDING);

    see(PATIENT, 7_231, 0.9);
    assertThat(outcomes).containsExactly("fires@7231");
  }

  @Test
  void silenceEndsNothingThatFires() {
    see(AT_ONCE, 0, 0.9);
    see(AT_ONCE, 90_000, 0.75);
    assertThat(outcomes).containsExactly("fires@0");

    see(AT_ONCE, 90_001, 0.1);
    assertThat(outcomes).containsExactly("fires@0", "clears@90001");
  }

  @Test
  void aChangedRuleWaitsFromTheBeginning() {
    see(PATIENT, 0, 0.9);
    Rule changed = rule(PATIENT.condition(), 2);
    see(changed, 30, 0.9);
    assertThat(outcomes).isEmpty();

    see(changed, 60, 0.9);
    assertThat(outcomes).containsExactly("fires@60");
  }

  @Test
  void aChangedLimitHoldsFromTheNextSampleOn() {
    see(AT_ONCE, 0, 0.5);
    Rule lower = rule(new Condition.Threshold(METRIC, Comparison.ABOVE, 0.01, null, 0), 2);
    see(lower, 5, 0.5);

    assertThat(outcomes).containsExactly("fires@5");
  }

  @Test
  void ignoresWhatComesLateOrTwice() {
    see(AT_ONCE, 10, 0.9);
    RuleState before = state;
    see(AT_ONCE, 10, 0.1);
    see(AT_ONCE, 10, 0.9);
    see(AT_ONCE, 5, 0.1);

    assertThat(outcomes).containsExactly("fires@10");
    assertThat(state).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void ignoresWhatIsNoNumber(double value) {
    see(AT_ONCE, 0, 0.9);
    RuleState before = state;
    see(AT_ONCE, 5, value);

    assertThat(outcomes).containsExactly("fires@0");
    assertThat(state).isEqualTo(before);
  }

  @Test
  void ignoresTheFarFuture() {
    Decision decision =
        RuleEvaluation.decide(AT_ONCE, state, new Reading(T0.plusSeconds(601), 0.9), T0);

    assertThat(decision.outcome()).isEqualTo(new Outcome.Nothing());
    assertThat(decision.next()).isEqualTo(state);
  }

  @Test
  void noticesALossOfMoreThanHalf() {
    see(SHRINK, 0, 418);
    see(SHRINK, 5, 209);
    assertThat(outcomes).isEmpty();

    see(SHRINK, 10, 12);
    assertThat(outcomes).containsExactly("fires@10 from 209");
  }

  @Test
  void aLossEndsWhenNearlyAllIsBack() {
    see(SHRINK, 0, 100);
    see(SHRINK, 5, 0);
    see(SHRINK, 10, 89);
    assertThat(outcomes).containsExactly("fires@5 from 100");

    see(SHRINK, 15, 90);
    assertThat(outcomes).containsExactly("fires@5 from 100", "clears@15");
  }

  @Test
  void aSecondLossIsTheSameAlertAndTheFirstCountStaysTheMeasure() {
    see(SHRINK, 0, 1_000);
    see(SHRINK, 5, 400);
    see(SHRINK, 10, 100);
    see(SHRINK, 15, 400);
    assertThat(outcomes).containsExactly("fires@5 from 1000", "still@10");

    see(SHRINK, 20, 950);
    assertThat(outcomes).last().isEqualTo("clears@20");
  }

  @Test
  void whatAPersonSettledIsTheNewNormal() {
    see(SHRINK, 0, 100);
    see(SHRINK, 5, 10);
    state = state.settled();
    see(SHRINK, 10, 10);
    see(SHRINK, 15, 12);
    assertThat(outcomes).containsExactly("fires@5 from 100");

    see(SHRINK, 20, 3);
    assertThat(outcomes).last().isEqualTo("fires@20 from 12");
  }

  @Test
  void anEmptyCollectionCannotShrink() {
    see(SHRINK, 0, 0);
    see(SHRINK, 5, 0);

    assertThat(outcomes).isEmpty();
  }

  @Test
  void aSmallFormerValueIsNotLookedAt() {
    Rule rule = rule(new Condition.Shrink(METRIC, 0.5, 0.9, 100, null), 1);
    see(rule, 0, 99);
    see(rule, 5, 0);

    assertThat(outcomes).isEmpty();
  }

  @Test
  void aSmallLossIsNotLookedAtWhateverPartItIs() {
    Rule rule = rule(new Condition.Shrink(METRIC, 0.5, 0.9, 1, 100.0), 1);
    see(rule, 0, 100);
    see(rule, 5, 1);
    assertThat(outcomes).isEmpty();

    see(rule, 10, 200);
    see(rule, 15, 90);
    assertThat(outcomes).containsExactly("fires@15 from 200");
  }

  @Test
  void aRepeatedStreamIsTheSameAsTheStreamOnce() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (Rule rule : List.of(AT_ONCE, PATIENT, SHRINK)) {
      List<Reading> readings = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        readings.add(new Reading(T0.plusSeconds(i * 5L), random.nextDouble()));
      }
      RuleState once = RuleState.unseen("f", "r", "t");
      List<Outcome> onceTold = new ArrayList<>();
      for (Reading reading : readings) {
        once = take(rule, once, reading, onceTold);
      }
      RuleState twice = RuleState.unseen("f", "r", "t");
      List<Outcome> twiceTold = new ArrayList<>();
      for (int i = 0; i < readings.size(); i++) {
        twice = take(rule, twice, readings.get(i), twiceTold);
        // Some samples before come again, as after a restart of the consumer.
        for (int j = Math.max(0, i - random.nextInt(5)); j <= i; j++) {
          twice = take(rule, twice, readings.get(j), twiceTold);
        }
      }
      assertThat(twice).as("seed %d", seed).isEqualTo(once);
      assertThat(twiceTold).as("seed %d", seed).isEqualTo(onceTold);
    }
  }

  private static RuleState take(
      Rule rule, RuleState state, Reading reading, List<Outcome> outcomes) {
    Decision decision = RuleEvaluation.decide(rule, state, reading, NOW);
    if (!(decision.outcome() instanceof Outcome.Nothing)) {
      outcomes.add(decision.outcome());
    }
    return decision.next();
  }

  @ParameterizedTest
  @CsvSource({"12, 12", "0.93333, 0.9333", "1234567, 1234567", "0.5, 0.5", "-3, -3"})
  void writesNumbersForPeople(double value, String text) {
    assertThat(RuleEvaluation.number(value)).isEqualTo(text);
  }

  private void see(Rule rule, long second, double value) {
    Decision decision =
        RuleEvaluation.decide(rule, state, new Reading(T0.plusSeconds(second), value), NOW);
    state = decision.next();
    String word =
        switch (decision.outcome()) {
          case Outcome.Nothing _ -> null;
          case Outcome.Fires(Instant _, @Nullable Double previous) ->
              "fires@" + second + (previous == null ? "" : " from " + previous.longValue());
          case Outcome.StillFires _ -> "still@" + second;
          case Outcome.Clears _ -> "clears@" + second;
        };
    if (word != null) {
      outcomes.add(word);
    }
  }

  private static Rule rule(Condition condition, long version) {
    return new Rule("r", "", true, Severity.HIGH, "message", condition, version, T0, T0);
  }
}
