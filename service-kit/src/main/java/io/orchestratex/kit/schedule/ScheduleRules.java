package io.orchestratex.kit.schedule;

import io.orchestratex.kit.schedule.ScheduleRun.Cause;
import io.orchestratex.kit.schedule.ScheduleRun.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is done about the due times of a schedule that have come. */
final class ScheduleRules {

  /** Skipped due times that have a row each in the history; older ones share one. */
  static final int ROWS = 100;

  /** A schedule that no process watched for longer is not looked through from the beginning. */
  static final Duration LOOK_BACK = Duration.ofDays(31);

  private ScheduleRules() {}

  /**
   * What is done in one transaction.
   *
   * @param skipped for the history
   * @param run the due time that orders a job, null when none does
   * @param next the schedule afterwards; its next due time may have come already
   */
  record Step(List<ScheduleRun> skipped, @Nullable Instant run, Schedule next) {
    Step {
      skipped = List.copyOf(skipped);
    }
  }

  /** The next step of an active schedule; empty when nothing is due. */
  static Optional<Step> decide(Schedule schedule, Instant now, Duration missedAfter) {
    Due due = due(schedule, now);
    if (due == null) {
      return Optional.empty();
    }
    List<Instant> times = due.latest();
    int first =
        switch (schedule.missed()) {
          case ONCE -> times.size() - 1;
          case ALL -> Math.max(0, times.size() - schedule.missedLimit());
          case SKIP -> firstAtOrAfter(times, now.minus(missedAfter));
        };
    String reason =
        schedule.missed() == MissedRuns.SKIP
            ? "missed: no process decided it within " + missedAfter
            : "missed: a later due time runs for it";
    boolean runs = first < times.size();
    Instant run = runs ? times.get(first) : null;
    Instant last = runs ? times.get(first) : times.getLast();
    return Optional.of(
        new Step(
            skipped(schedule, due.withLatest(times.subList(0, first)), reason, now),
            run,
            schedule.dueAt(schedule.times().after(last).orElse(null))));
  }

  /** The step that makes a paused schedule active: what came meanwhile is skipped. */
  static Step resume(Schedule schedule, Instant now) {
    Due due = due(schedule, now);
    return new Step(
        due == null ? List.of() : skipped(schedule, due, "the schedule was paused", now),
        null,
        schedule.dueAt(schedule.times().after(now).orElse(null)));
  }

  private static int firstAtOrAfter(List<Instant> times, Instant limit) {
    int first = 0;
    while (first < times.size() && times.get(first).isBefore(limit)) {
      first++;
    }
    return first;
  }

  /**
   * The due times that have come.
   *
   * @param older how many there are before the latest ones; a count from below when some were not
   *     looked at
   * @param olderFrom the first of those
   * @param olderTo the last of those
   */
  private record Due(
      long older, @Nullable Instant olderFrom, @Nullable Instant olderTo, List<Instant> latest) {

    Due withLatest(List<Instant> times) {
      return new Due(older, olderFrom, olderTo, List.copyOf(times));
    }
  }

  private static @Nullable Due due(Schedule schedule, Instant now) {
    Instant first = schedule.nextDue();
    if (first == null || first.isAfter(now)) {
      return null;
    }
    Deque<Instant> latest = new ArrayDeque<>();
    long older = 0;
    Instant olderTo = null;
    Optional<Instant> next = Optional.of(first);
    if (first.isBefore(now.minus(LOOK_BACK))) {
      older = 1;
      olderTo = first;
      next = schedule.times().after(now.minus(LOOK_BACK));
    }
    while (next.isPresent() && !next.get().isAfter(now)) {
      latest.add(next.get());
      if (latest.size() > ROWS) {
        older++;
        olderTo = latest.removeFirst();
      }
      next = schedule.times().after(next.get());
    }
    if (latest.isEmpty()) {
      return new Due(0, null, null, List.of(first));
    }
    return new Due(older, older == 0 ? null : first, olderTo, List.copyOf(latest));
  }

  private static List<ScheduleRun> skipped(Schedule schedule, Due due, String reason, Instant now) {
    List<ScheduleRun> rows = new ArrayList<>();
    if (due.olderFrom() != null && due.olderTo() != null) {
      rows.add(skipped(schedule, due.olderFrom(), due.olderTo(), due.older(), reason, now));
    }
    due.latest().forEach(at -> rows.add(skipped(schedule, at, at, 1, reason, now)));
    return rows;
  }

  private static ScheduleRun skipped(
      Schedule schedule, Instant from, Instant to, long times, String reason, Instant now) {
    return new ScheduleRun(
        schedule.id(),
        from,
        to,
        times,
        Cause.DUE,
        Outcome.SKIPPED,
        null,
        reason,
        schedule.requester(),
        now);
  }
}
