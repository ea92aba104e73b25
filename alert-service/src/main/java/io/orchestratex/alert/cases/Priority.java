package io.orchestratex.alert.cases;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** In which order people should take cases; unlike the severity, people choose it. */
public enum Priority {
  LOW,
  MEDIUM,
  HIGH,
  URGENT;

  /** The word in JSON and in the store. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The priority that a word names. */
  public static Optional<Priority> of(String wire) {
    return Arrays.stream(values()).filter(priority -> priority.wire().equals(wire)).findFirst();
  }

  @Override
  public String toString() {
    return wire();
  }
}
