package io.orchestratex.alert.rule;

import io.orchestratex.alert.rule.RuleState.Phase;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a rule concludes from one more sample of a series.
 *
 * <pre>
 * threshold   idle    → pending  bad, and must be so for a while
 *             idle    → firing   bad, and no patience wanted
 *             pending → idle     no longer bad
 *             pending → firing   bad since long enough
 *             pending → pending  from the beginning: the rule was changed, or nothing was heard
 *                                for two hours, in which it may have been good
 *             firing  → idle     good: at or beyond the clear value
 * shrink      idle    → firing   lost more than the ratio since the sample before
 *             firing  → idle     back at nearly what it was before
 * </pre>
 *
 * Silence ends nothing: a series that fires does so until it is heard to be good.
 *
 * <p>All times are the samples' own. A sample that is not newer than the newest seen, is not a
 * number, or comes from more than ten minutes in the future changes nothing; so a sample may come
 * twice. What was seen from that far in the future, by a clock that was put right since, is taken
 * for unseen.
 */
public final class RuleEvaluation {

  /** How far in the future a sample may be, as clocks differ. */
  public static final Duration MAX_CLOCK_AHEAD = Duration.ofMinutes(10);

  /** Longer than the longest time between two measurements of a target, which is an hour. */
  static final Duration SILENCE = Duration.ofHours(2);

  private RuleEvaluation() {}

  /** One value of the series. */
  public record Reading(Instant at, double value) {}

  /** What follows from a reading. */
  public sealed interface Outcome {
    /** Nothing to raise or end. */
    record Nothing() implements Outcome {}

    /**
     * The condition holds long enough now.
     *
     * @param since when it began to hold
     * @param previous the value before it shrank, or null
     */
    record Fires(Instant since, @Nullable Double previous) implements Outcome {}

    /** It fires already, and was seen to hold once more. */
    record StillFires() implements Outcome {}

    /** The condition ended. */
    record Clears(String resolution) implements Outcome {}
  }

  /** The next state, and what follows. */
  public record Decision(RuleState next, Outcome outcome) {}

  /** Whether a time is one that only a wrong clock shows. */
  public static boolean tooFarAhead(Instant at, Instant now) {
    return at.isAfter(now.plus(MAX_CLOCK_AHEAD));
  }

  /** Takes one reading into account. */
  public static Decision decide(Rule rule, RuleState stored, Reading reading, Instant now) {
    RuleState state = stored.withoutFutureReadings(now);
    if (!Double.isFinite(reading.value())
        || (state.seenAt() != null && !reading.at().isAfter(state.seenAt()))
        || tooFarAhead(reading.at(), now)) {
      return new Decision(state, new Outcome.Nothing());
    }
    return switch (rule.condition()) {
      case Condition.Threshold threshold -> threshold(rule, threshold, state, reading);
      case Condition.Shrink shrink -> shrink(rule, shrink, state, reading);
      case Condition.Event _, Condition.Silence _ -> new Decision(state, new Outcome.Nothing());
    };
  }

  private static Decision threshold(
      Rule rule, Condition.Threshold condition, RuleState state, Reading reading) {
    boolean bad = condition.bad(reading.value());
    if (state.phase() == Phase.FIRING) {
      if (condition.good(reading.value())) {
        return new Decision(
            next(rule, state, reading, Phase.IDLE, null, null, null),
            new Outcome.Clears("Back to normal: the value is " + number(reading.value()) + "."));
      }
      return new Decision(
          next(rule, state, reading, Phase.FIRING, state.since(), null, null),
          bad ? new Outcome.StillFires() : new Outcome.Nothing());
    }
    if (!bad) {
      return new Decision(
          next(rule, state, reading, Phase.IDLE, null, null, null), new Outcome.Nothing());
    }
    // A changed rule asks another question: what was pending for the old one starts anew.
    boolean heardOn =
        state.seenAt() != null
            && Duration.between(state.seenAt(), reading.at()).compareTo(SILENCE) <= 0;
    Instant badSince =
        state.phase() == Phase.PENDING
                && state.since() != null
                && state.ruleVersion() == rule.version()
                && heardOn
            ? state.since()
            : reading.at();
    if (Duration.between(badSince, reading.at()).compareTo(condition.patience()) >= 0) {
      return new Decision(
          next(rule, state, reading, Phase.FIRING, badSince, null, null),
          new Outcome.Fires(badSince, null));
    }
    return new Decision(
        next(rule, state, reading, Phase.PENDING, badSince, null, null), new Outcome.Nothing());
  }

  private static Decision shrink(
      Rule rule, Condition.Shrink condition, RuleState state, Reading reading) {
    double value = reading.value();
    Double previous = state.lastValue();
    boolean shrank = previous != null && condition.shrank(previous, value);
    Double baseline = state.baseline();
    if (state.phase() == Phase.FIRING && baseline != null) {
      if (condition.recovered(baseline, value)) {
        return new Decision(
            next(rule, state, reading, Phase.IDLE, null, value, null),
            new Outcome.Clears(
                "Back to " + number(value) + "; it was " + number(baseline) + " before."));
      }
      return new Decision(
          next(rule, state, reading, Phase.FIRING, state.since(), value, baseline),
          shrank ? new Outcome.StillFires() : new Outcome.Nothing());
    }
    if (shrank) {
      return new Decision(
          next(rule, state, reading, Phase.FIRING, reading.at(), value, previous),
          new Outcome.Fires(reading.at(), previous));
    }
    return new Decision(
        next(rule, state, reading, Phase.IDLE, null, value, null), new Outcome.Nothing());
  }

  private static RuleState next(
      Rule rule,
      RuleState state,
      Reading reading,
      Phase phase,
      @Nullable Instant since,
      @Nullable Double lastValue,
      @Nullable Double baseline) {
    return new RuleState(
        state.id(),
        state.rule(),
        state.target(),
        phase,
        since,
        reading.at(),
        lastValue,
        baseline,
        rule.version());
  }

  /** A value as people read it: at most four significant digits, whole numbers whole. */
  public static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return new BigDecimal(value)
        .round(new MathContext(4, RoundingMode.HALF_UP))
        .stripTrailingZeros()
        .toPlainString();
  }
}
