package io.orchestratex.kit.schedule;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Schedules that a feature of the service keeps together with something of its own, such as a
 * backup policy. Callers see, pause, resume and run them like others; {@link
 * ScheduleAction#managedBy} says whose they are. Thread-safe.
 */
@Singleton
@Requires(beans = ScheduleAction.class)
public final class ManagedSchedules {

  private final Schedules schedules;

  ManagedSchedules(Schedules schedules) {
    this.schedules = schedules;
  }

  /**
   * Makes a schedule or changes it, in the caller's transaction where one is open; call {@link
   * #ring} after its commit. What was missed while no process ran is made up for by one run.
   *
   * @param settings for the action
   * @throws io.orchestratex.kit.failure.FailureException Conflict when a caller's schedule has the
   *     id
   */
  public void put(
      String id, String action, Map<String, Object> settings, CronTimes times, String by) {
    schedules.keep(
        id,
        new ScheduleDefinition(
            action,
            settings,
            times.cron(),
            times.zone().getId(),
            MissedRuns.ONCE.text(),
            ScheduleDefinition.DEFAULT_LIMIT),
        by);
  }

  /** Removes a schedule with its history, in the caller's transaction where one is open. */
  public void remove(String id) {
    schedules.drop(id);
  }

  /** Has a schedule's next due time noticed at once; without it that takes some seconds. */
  public void ring(String id) {
    schedules.ring(id);
  }

  /** Whether all schedules of the service are paused. */
  public boolean areAllPaused() {
    return schedules.isAllPaused();
  }

  /** Those of these schedules that are paused by themselves. */
  public List<String> paused(Collection<String> ids) {
    return schedules.paused(ids);
  }
}
