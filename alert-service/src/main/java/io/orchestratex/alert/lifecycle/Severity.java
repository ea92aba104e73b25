package io.orchestratex.alert.lifecycle;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** How bad it is; the order is the rank, which the alphabet is not. */
public enum Severity {
  LOW("low"),
  MEDIUM("medium"),
  HIGH("high"),
  CRITICAL("critical");

  private final String wire;

  Severity(String wire) {
    this.wire = wire;
  }

  /** The word in JSON and in the store. */
  @JsonValue
  public String wire() {
    return wire;
  }

  /** The severity that a word names. */
  public static Optional<Severity> of(String wire) {
    return Arrays.stream(values()).filter(severity -> severity.wire.equals(wire)).findFirst();
  }

  @Override
  public String toString() {
    return wire;
  }
}
