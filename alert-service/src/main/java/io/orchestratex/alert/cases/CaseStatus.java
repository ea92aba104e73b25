package io.orchestratex.alert.cases;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far the work on a case is; {@link CaseRules} has the allowed moves. */
public enum CaseStatus {
  OPEN,
  IN_PROGRESS,
  RESOLVED,
  CLOSED;

  /** The word in JSON and in the store. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status that a word names. */
  public static Optional<CaseStatus> of(String wire) {
    return Arrays.stream(values()).filter(status -> status.wire().equals(wire)).findFirst();
  }

  /** Whether a person still has to do something. */
  public boolean active() {
    return this == OPEN || this == IN_PROGRESS;
  }

  @Override
  public String toString() {
    return wire();
  }
}
