package io.orchestratex.kit.schedule;

import java.util.Locale;

/** What is done about due times that passed while no process could decide them. */
public enum MissedRuns {
  /** Nothing; the next one comes at its time. */
  SKIP,
  /** One run, for the latest of them. */
  ONCE,
  /** A run for each, for the latest ones up to the limit of the schedule. */
  ALL;

  /** As requests and rows write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static MissedRuns of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
