package io.orchestratex.kit.schedule;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What came of a due time, as the API shows it. */
@Schema(description = "What came of a due time, or of a run that a caller asked for.")
record ScheduleRunView(
    @Schema(description = "Id of the schedule.") String schedule,
    @Schema(description = "The due time; of a run that a caller asked for, when that was.")
        Instant dueAt,
    @Schema(
            description =
                "The last of several due times that were skipped together; absent where it is one.")
        @Nullable Instant lastDueAt,
    @Schema(description = "For how many due times it stands.") long dueTimes,
    @Schema(
            description = "`due`, or `manual` where a caller asked for the run.",
            allowableValues = {"due", "manual"})
        String cause,
    @Schema(
            description = "What was decided: whether a job was ordered.",
            allowableValues = {"ordered", "skipped", "failed"})
        String outcome,
    @Schema(description = "Id of the job that was ordered; absent where none was.")
        @Nullable String job,
    @Schema(
            description =
                "Where that job is in its life, such as `succeeded`; absent where there is none, or"
                    + " none any more, and in the answer that orders it.")
        @Nullable String jobState,
    @Schema(description = "Why it was skipped or failed, for a person; absent where it was not.")
        @Nullable String detail,
    @Schema(description = "`schedule:` and the id of the schedule, or the caller who asked.")
        String requestedBy,
    @Schema(description = "When it was decided.") Instant decidedAt) {

  static ScheduleRunView of(ScheduleRun run, @Nullable String jobState) {
    return new ScheduleRunView(
        run.schedule(),
        run.dueAt(),
        run.lastDueAt().equals(run.dueAt()) ? null : run.lastDueAt(),
        run.dueTimes(),
        run.cause().name().toLowerCase(Locale.ROOT),
        run.outcome().name().toLowerCase(Locale.ROOT),
        run.job(),
        jobState,
        run.detail(),
        run.requestedBy(),
        run.decidedAt());
  }
}
