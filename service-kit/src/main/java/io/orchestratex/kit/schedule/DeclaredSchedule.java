package io.orchestratex.kit.schedule;

import java.util.Map;

/**
 * A schedule that the service itself defines, as a bean. It is made at the first start. What
 * callers change of it stays, until the service defines it otherwise: then the new definition is
 * applied.
 *
 * @param enabled false to make it paused
 */
public record DeclaredSchedule(
    String id,
    String action,
    Map<String, Object> settings,
    CronTimes times,
    MissedRuns missed,
    boolean enabled) {

  public DeclaredSchedule {
    settings = Map.copyOf(settings);
  }
}
