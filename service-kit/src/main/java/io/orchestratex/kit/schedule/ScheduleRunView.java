package io.orchestratex.kit.schedule;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of a due time, or of a run that a caller asked for.
 *
 * @param schedule id of the schedule
 * @param dueAt the due time; of a run that a caller asked for, when that was
 * @param lastDueAt the last of several due times that were skipped together; absent where it is one
 * @param dueTimes for how many due times it stands
 * @param cause {@code due}, or {@code manual} where a caller asked for the run
 * @param outcome what was decided: whether a job was ordered
 * @param job id of the job that was ordered; absent where none was
 * @param jobState where that job is in its life, such as {@code succeeded}; absent where there is
 *     none, or none any more, and in the answer that orders it
 * @param detail why it was skipped or failed, for a person; absent where it was not
 * @param requestedBy {@code schedule:} and the id of the schedule, or the caller who asked
 * @param decidedAt when it was decided
 */
record ScheduleRunView(
    String schedule,
    Instant dueAt,
    @Nullable Instant lastDueAt,
    long dueTimes,
    @Schema(allowableValues = {"due", "manual"}) String cause,
    @Schema(allowableValues = {"ordered", "skipped", "failed"}) String outcome,
    @Nullable String job,
    @Nullable String jobState,
    @Nullable String detail,
    String requestedBy,
    Instant decidedAt) {

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
