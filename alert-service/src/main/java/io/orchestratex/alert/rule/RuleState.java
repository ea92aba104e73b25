package io.orchestratex.alert.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a rule knows about one series; {@link RuleEvaluation} says how it changes.
 *
 * @param id fingerprint of the alert that this series would raise
 * @param since when the condition began to hold, in sample time; null when idle
 * @param seenAt time of the newest sample; older ones are ignored
 * @param lastValue value of the newest sample; kept for shrink rules only
 * @param baseline what the value was before it shrank; null unless a shrink rule fires
 * @param ruleVersion version of the rule that made this state
 */
public record RuleState(
    String id,
    String rule,
    String target,
    Phase phase,
    @Nullable Instant since,
    @Nullable Instant seenAt,
    @Nullable Double lastValue,
    @Nullable Double baseline,
    long ruleVersion) {

  private static final Duration SEEN_STORED_EVERY = Duration.ofMinutes(1);

  /** Where a series stands. */
  public enum Phase {
    IDLE,
    PENDING,
    FIRING
  }

  /** A series that was never seen. */
  public static RuleState unseen(String id, String rule, String target) {
    return new RuleState(id, rule, target, Phase.IDLE, null, null, null, null, 0);
  }

  /** The same state, if {@code at} is later than what it has seen, as if it had seen that. */
  public RuleState seenAtLeast(@Nullable Instant at) {
    if (at == null || (seenAt != null && !at.isAfter(seenAt))) {
      return this;
    }
    return new RuleState(id, rule, target, phase, since, at, lastValue, baseline, ruleVersion);
  }

  /** The same state, without what it can only have seen by a clock that ran ahead. */
  public RuleState withoutFutureReadings(Instant now) {
    return seenAt == null || !RuleEvaluation.tooFarAhead(seenAt, now)
        ? this
        : new RuleState(id, rule, target, phase, since, null, lastValue, baseline, ruleVersion);
  }

  /** The state after a person said that it is over: what is now is the new normal. */
  public RuleState settled() {
    return new RuleState(id, rule, target, Phase.IDLE, null, seenAt, lastValue, null, ruleVersion);
  }

  /**
   * Whether the time of the newest sample must be stored alone, so that alerts can show since when
   * a series that waits or fires is silent. Once a minute is enough for that. A time that was put
   * right is stored at once.
   */
  public boolean needsSeenAtWrite(@Nullable RuleState stored) {
    if (seenAt == null || stored == null || stored.seenAt == null) {
      return false;
    }
    return seenAt.isBefore(stored.seenAt)
        || (phase != Phase.IDLE
            && Duration.between(stored.seenAt, seenAt).compareTo(SEEN_STORED_EVERY) >= 0);
  }

  /** Whether more than the time of the newest sample differs, so that it must be stored. */
  public boolean differsFrom(RuleState other) {
    return phase != other.phase
        || !Objects.equals(since, other.since)
        || !Objects.equals(lastValue, other.lastValue)
        || !Objects.equals(baseline, other.baseline);
  }
}
