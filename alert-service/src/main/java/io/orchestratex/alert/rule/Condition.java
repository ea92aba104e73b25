package io.orchestratex.alert.rule;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a rule waits for; {@code kind} names the case in JSON. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Condition.Threshold.class, name = "threshold"),
  @JsonSubTypes.Type(value = Condition.Shrink.class, name = "shrink"),
  @JsonSubTypes.Type(value = Condition.Event.class, name = "event")
})
public sealed interface Condition {

  /**
   * Whether it looks at the same series in the same way as another condition, so that it notices
   * the end of what that one raised. Limits may differ.
   */
  default boolean watchesSameSeries(Condition other) {
    return switch (this) {
      case OnSamples mine ->
          other instanceof OnSamples theirs
              && mine.getClass().equals(theirs.getClass())
              && mine.selector().equals(theirs.selector());
      case Event mine -> mine.equals(other);
    };
  }

  /** A condition on the sample stream. */
  sealed interface OnSamples extends Condition {
    Selector selector();
  }

  /**
   * A value is on the bad side of a limit for long enough.
   *
   * @param fire the limit
   * @param clear where the condition ends, at or beyond {@code fire} on the good side; {@code fire}
   *     when null
   * @param forSeconds how long, in the time of the samples, the value must stay bad; 0 fires at
   *     once
   */
  record Threshold(
      Selector selector,
      Comparison comparison,
      double fire,
      @Nullable Double clear,
      long forSeconds)
      implements OnSamples {

    Duration patience() {
      return Duration.ofSeconds(forSeconds);
    }

    boolean bad(double value) {
      return comparison.holds(value, fire);
    }

    /** Whether the value is good enough to end an alert. */
    boolean good(double value) {
      if (clear == null) {
        return !bad(value);
      }
      if (comparison.upwards()) {
        return value <= clear && !bad(value);
      }
      return value >= clear && !bad(value);
    }
  }

  /**
   * A value falls sharply from one sample to the next.
   *
   * @param ratio the part that must be lost at once: more than this fires (0 to 1, exclusive)
   * @param recovered the part of the former value at which the condition ends (0 to 1]
   * @param minPrevious smaller former values are not looked at
   */
  record Shrink(Selector selector, double ratio, double recovered, double minPrevious)
      implements OnSamples {

    boolean shrank(double previous, double value) {
      return previous >= minPrevious && value < previous * (1 - ratio);
    }

    boolean recovered(double baseline, double value) {
      return value >= baseline * recovered;
    }
  }

  /**
   * Another service says that something failed.
   *
   * @param type wire name of the event
   */
  record Event(String type) implements Condition {}
}
