package io.orchestratex.kit.schedule;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of a due time, as the API shows it.
 *
 * @param schedule name of the schedule
 * @param dueAt the due time, or when the run was asked for
 * @param lastDueAt in a row for several skipped due times, the last of them; left out elsewhere
 * @param dueTimes for how many due times it stands
 * @param cause {@code due}, or {@code manual} where a caller asked for the run
 * @param outcome {@code ordered}, {@code skipped} or {@code failed}
 * @param job id of the job that was ordered; left out when none was
 * @param jobState where that job is in its life; left out when there is none
 * @param detail why it was skipped or failed; left out when it was not
 * @param requestedBy id of the user who asked for it, or who made the schedule
 * @param decidedAt when it was ordered, skipped or failed
 */
record ScheduleRunView(
    String schedule,
    Instant dueAt,
    @Nullable Instant lastDueAt,
    long dueTimes,
    String cause,
    String outcome,
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
