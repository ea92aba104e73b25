package io.orchestratex.kit.schedule;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as the API shows it: when something is ordered again and again.
 *
 * @param id id of the schedule
 * @param action what it orders, such as {@code full-backup}
 * @param settings settings of the action; empty for its defaults
 * @param cron minute, hour, day of month, month and day of week
 * @param zone time zone whose clock the times are of
 * @param missed what is done about due times that passed while the service was down
 * @param missedLimit how many missed due times {@code all} makes up for
 * @param state {@code active}, {@code paused}, or {@code all_paused} where it is active but all are
 *     paused
 * @param nextDue its next three due times, with the offset of its zone; empty while it is paused
 * @param last what came of its last due time; absent until the first
 * @param declared whether the settings of the service define it
 * @param createdBy the user or machine that made it, or {@code service}
 * @param createdAt when it was made
 * @param changedAt when it was changed, paused or resumed last
 */
record ScheduleView(
    String id,
    String action,
    Map<String, Object> settings,
    String cron,
    String zone,
    @Schema(allowableValues = {"skip", "once", "all"}) String missed,
    int missedLimit,
    @Schema(allowableValues = {"active", "paused", "all_paused"}) String state,
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
