package io.orchestratex.kit.schedule;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as the API shows it.
 *
 * @param id its name
 * @param action what it orders, such as {@code full-backup}
 * @param settings of the action
 * @param cron minute, hour, day of month, month, day of week
 * @param zone whose clock the times are of, such as {@code Europe/Berlin}
 * @param missed what is done about due times that passed while the service was down: {@code skip},
 *     {@code once} or {@code all}
 * @param missedLimit how many of them {@code all} makes up for
 * @param state {@code active}, {@code paused}, or {@code all_paused} where it is active but all are
 *     paused
 * @param nextDue its next due times by the clock of its zone; none while it is paused
 * @param last what came of its last due time; left out before the first
 * @param declared whether the settings of the service define it
 * @param createdBy id of the user who made it
 * @param createdAt when it was made
 * @param changedAt when it was last changed
 */
record ScheduleView(
    String id,
    String action,
    Map<String, Object> settings,
    String cron,
    String zone,
    String missed,
    int missedLimit,
    String state,
    List<OffsetDateTime> nextDue,
    @Nullable ScheduleRunView last,
    boolean declared,
    String createdBy,
    Instant createdAt,
    Instant changedAt) {

  private static final int NEXT = 3;

  static ScheduleView of(Schedules.Shown shown, Instant now) {
    Schedule schedule = shown.schedule();
    boolean active = !schedule.paused() && !shown.allPaused();
    return new ScheduleView(
        schedule.id(),
        schedule.action(),
        schedule.settings(),
        schedule.times().cron(),
        schedule.times().zone().getId(),
        schedule.missed().text(),
        schedule.missedLimit(),
        schedule.paused() ? "paused" : shown.allPaused() ? "all_paused" : "active",
        active
            ? schedule.times().after(now, NEXT).stream()
                .map(at -> at.atZone(schedule.times().zone()).toOffsetDateTime())
                .toList()
            : List.of(),
        shown.last() == null ? null : ScheduleRunView.of(shown.last(), shown.jobState()),
        schedule.declaration() != null,
        schedule.createdBy(),
        schedule.createdAt(),
        schedule.changedAt());
  }
}
