package io.orchestratex.kit.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of a due time.
 *
 * @param lastDueAt the due time itself; later in a row that stands for several skipped ones
 * @param dueTimes for how many due times it stands
 * @param job the job that was ordered
 * @param detail why it was skipped or failed
 */
record ScheduleRun(
    String schedule,
    Instant dueAt,
    Instant lastDueAt,
    long dueTimes,
    Cause cause,
    Outcome outcome,
    @Nullable String job,
    @Nullable String detail,
    String requestedBy,
    Instant decidedAt) {

  /** Why there was something to decide. */
  enum Cause {
    DUE,
    MANUAL
  }

  /** What was decided. */
  enum Outcome {
    ORDERED,
    SKIPPED,
    FAILED
  }
}
