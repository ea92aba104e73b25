package io.orchestratex.kit.schedule;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When something is ordered again and again.
 *
 * @param action the name of the {@link ScheduleAction} that makes the order
 * @param settings what is ordered, in the action's own terms
 * @param times when
 * @param missed what is done about due times that passed while no process could decide them
 * @param missedLimit how many of them {@link MissedRuns#ALL} makes up for
 * @param nextDue the first due time that is not decided yet, null when none comes any more
 * @param declaration the service's own definition as it was last applied, null when a caller made
 *     the schedule
 */
public record Schedule(
    String id,
    String action,
    Map<String, Object> settings,
    CronTimes times,
    MissedRuns missed,
    int missedLimit,
    boolean paused,
    @Nullable Instant nextDue,
    String createdBy,
    Instant createdAt,
    Instant changedAt,
    @Nullable String declaration) {

  public Schedule {
    settings = Map.copyOf(settings);
  }

  /** Who orders what a due time of this schedule orders, in jobs and events. */
  public String requester() {
    return "schedule:" + id;
  }

  Schedule dueAt(@Nullable Instant due) {
    return new Schedule(
        id,
        action,
        settings,
        times,
        missed,
        missedLimit,
        paused,
        due,
        createdBy,
        createdAt,
        changedAt,
        declaration);
  }

  Schedule pausedIs(boolean now, Instant at) {
    return new Schedule(
        id,
        action,
        settings,
        times,
        missed,
        missedLimit,
        now,
        nextDue,
        createdBy,
        createdAt,
        at,
        declaration);
  }
}
