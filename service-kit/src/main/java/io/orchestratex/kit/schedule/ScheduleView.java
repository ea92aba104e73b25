package io.orchestratex.kit.schedule;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A schedule as the API shows it. */
@Schema(description = "When something is ordered again and again, and what came of it last.")
record ScheduleView(
    @Schema(description = "Id of the schedule.") String id,
    @Schema(description = "What it orders, such as `full-backup`.") String action,
    @Schema(description = "Settings of the action; empty for its defaults.")
        Map<String, Object> settings,
    @Schema(description = "Minute, hour, day of month, month and day of week.") String cron,
    @Schema(description = "Time zone whose clock the times are of.") String zone,
    @Schema(
            description = "What is done about due times that passed while the service was down.",
            allowableValues = {"skip", "once", "all"})
        String missed,
    @Schema(description = "How many missed due times `all` makes up for.") int missedLimit,
    @Schema(
            description =
                "`active`, `paused`, or `all_paused` where it is active but all are paused.",
            allowableValues = {"active", "paused", "all_paused"})
        String state,
    @Schema(
            description =
                "Its next three due times, with the offset of its zone; empty while it is paused.")
        List<OffsetDateTime> nextDue,
    @Schema(description = "What came of its last due time; absent until the first.")
        @Nullable ScheduleRunView last,
    @Schema(description = "Whether the settings of the service define it.") boolean declared,
    @Schema(description = "The user or machine that made it, or `service`.") String createdBy,
    @Schema(description = "When it was made.") Instant createdAt,
    @Schema(description = "When it was changed, paused or resumed last.") Instant changedAt) {

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
