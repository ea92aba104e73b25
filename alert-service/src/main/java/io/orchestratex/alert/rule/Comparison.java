package io.orchestratex.alert.rule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a measured value is compared with a limit. */
public enum Comparison {
  ABOVE,
  AT_LEAST,
  BELOW,
  AT_MOST,
  EQUALS,
  NOT_EQUALS;

  /** Whether the value is on the bad side of the limit. */
  boolean holds(double value, double limit) {
    return switch (this) {
      case ABOVE -> value > limit;
      case AT_LEAST -> value >= limit;
      case BELOW -> value < limit;
      case AT_MOST -> value <= limit;
      case EQUALS -> value == limit;
      case NOT_EQUALS -> value != limit;
    };
  }

  /** Whether more is worse. */
  boolean upwards() {
    return this == ABOVE || this == AT_LEAST;
  }

  /** Whether less is worse. */
  boolean downwards() {
    return this == BELOW || this == AT_MOST;
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
