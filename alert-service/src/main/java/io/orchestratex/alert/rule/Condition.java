package io.orchestratex.alert.rule;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a rule waits for; {@code kind} names the case in JSON. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Condition.Threshold.class, name = "threshold"),
  @JsonSubTypes.Type(value = Condition.Shrink.class, name = "shrink"),
  @JsonSubTypes.Type(value = Condition.Event.class, name = "event"),
  @JsonSubTypes.Type(value = Condition.Silence.class, name = "silence")
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
      case Silence mine -> other instanceof Silence theirs && mine.of() == theirs.of();
    };
  }

  /** A condition on the sample stream. */
  sealed interface OnSamples extends Condition {
    Selector selector();
  }

  /**
   * A value is on the bad side of a limit for long enough.
   *
   * @param selector the samples that are compared
   * @param comparison how a value is compared with the limit
   * @param fire the limit
   * @param clear where the condition ends, at or beyond {@code fire} on the good side; {@code fire}
   *     when null; must be left out with equals and not_equals
   * @param forSeconds how long, in the time of the samples, the value must stay bad, 0 to 86400; 0
   *     fires at once
   */
  record Threshold(
      Selector selector,
      Comparison comparison,
      double fire,
      @Nullable Double clear,
      @Schema(minimum = "0", maximum = "86400") long forSeconds)
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
   * @param selector the samples that are compared
   * @param ratio the part that must be lost at once: more than this fires; between 0 and 1, both
   *     excluded
   * @param recovered the part of the former value at which the condition ends: above 0, at most 1,
   *     and more than 1 - ratio
   * @param minPrevious smaller former values are not looked at; at least 1
   * @param minLost smaller losses are not looked at, whatever part they are; at least 1, any loss
   *     counts when null
   */
  record Shrink(
      Selector selector,
      @Schema(minimum = "0", exclusiveMinimum = true, maximum = "1", exclusiveMaximum = true)
          double ratio,
      @Schema(minimum = "0", exclusiveMinimum = true, maximum = "1") double recovered,
      @Schema(minimum = "1") double minPrevious,
      @Schema(minimum = "1") @Nullable Double minLost)
      implements OnSamples {

    boolean shrank(double previous, double value) {
      return previous >= minPrevious
          && value < previous * (1 - ratio)
          && (minLost == null || previous - value >= minLost);
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
  record Event(
      @Schema(
              allowableValues = {
                "backup.failed",
                "backup.partial",
                "backup.verification-failed",
                "backup.overdue",
                "backup.drill-failed",
                "backup.drill-overdue",
                "backup.drill-missing",
                "backup.copy-failed",
                "backup.copies-overdue",
                "backup.vault-unavailable",
                "restore.deviated",
                "restore.failed",
                "restore.interrupted",
                "restore.rollback-failed",
                "restore.rolled-back"
              })
          String type)
      implements Condition {}

  /**
   * Something that is always heard of is not, whatever the cause. It is judged, and its alerts are
   * delivered, without Kafka and without the service's own store.
   *
   * @param of what is silent
   * @param forSeconds how long it must be silent, 10 to 86400; targets that are measured less often
   *     have longer
   */
  record Silence(Of of, @Schema(minimum = "10", maximum = "86400") long forSeconds)
      implements Condition {

    public Duration limit() {
      return Duration.ofSeconds(forSeconds);
    }

    /** What is silent. */
    public enum Of {
      /** No samples come at all. */
      SAMPLES,
      /** Samples of one target stay out while those of others come. */
      TARGET,
      /** The database in which this service keeps its alerts does not answer. */
      STORE;

      @JsonValue
      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }
}
