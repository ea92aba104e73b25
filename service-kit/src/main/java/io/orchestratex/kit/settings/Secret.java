package io.orchestratex.kit.settings;

/** A value that no log, error or event may show: it prints as {@code ***}. */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "***";
  }
}
